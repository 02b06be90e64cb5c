#!/usr/bin/env bash
# Kills training runs at random moments and resumes them, 50 times by default, and holds an index of the
# order log against what the model was given: a loop of PyTorch, a Trainer of transformers and Lightning
# on two processes. Takes about 20 minutes on two cores; ends after 60 at most.
#
#   scripts/order-log-kills.sh [KILLS [SEED]]      FIRSTSEEN_PYTHON names a Python with
#                                                  python/tests/training/requirements.txt

set -eu
cd "$(dirname "$0")/.."
kills=${1:-50}
seed=${2:-1}
python=${FIRSTSEEN_PYTHON:-python3}
each=$(((kills + 2) / 3))
for kind in loop trainer lightning; do
  timeout 1200 "$python" python/tests/training/kills.py "$kind" "$each" "$seed"
done
