#!/usr/bin/env bash
# Starts Slurm on this machine alone, in a folder of its own: munged, slurmctld and slurmd, for tests and for
# trying things out. Needs root and the Debian packages slurmctld, slurmd, slurm-client and munge.
#
#   scripts/slurm/one-node.sh start FOLDER    prints the SLURM_CONF to export
#   scripts/slurm/one-node.sh stop FOLDER     ends what was started there
#
# PORT and PORT + 1 are used (6917 unless the environment says another).
set -eu

folder=$(mkdir -p "$2" && cd "$2" && pwd)
port=${PORT:-6917}
PATH=$PATH:/usr/sbin

write_config() {
  cat >"$folder/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CryptoType=crypto/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobRequeue=1
# A task that is queued again waits no longer than it must.
SchedulerParameters=sched_interval=2,batch_sched_delay=1
KillWait=30
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
}

start() {
  mkdir -p "$folder/state" "$folder/spool"
  chmod 711 "$folder"
  dd if=/dev/urandom of="$folder/munge.key" bs=128 count=1 2>/dev/null
  chmod 600 "$folder/munge.key"
  write_config
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
    --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" >&2
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -c >&2
  slurmd -c >&2
  for _ in $(seq 100); do
    case $(sinfo -h -o %t 2>/dev/null) in idle*) echo "SLURM_CONF=$SLURM_CONF"; return ;; esac
    sleep 0.2
  done
  tail -n 5 "$folder"/*.log >&2
  echo "Slurm did not start" >&2
  return 1
}

# Waits up to ten seconds for each, so that the folder may be removed afterwards.
stop() {
  for name in slurmd slurmctld munged; do
    [ -f "$folder/$name.pid" ] || continue
    pid=$(cat "$folder/$name.pid")
    kill "$pid" 2>/dev/null || continue
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
  done
}

case $1 in
start) start || { stop; exit 1; } ;;
stop) stop ;;
*) echo "expected start or stop, found $1" >&2; exit 2 ;;
esac
