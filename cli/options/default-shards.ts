// Where the parts of a plan are built, unless it is said.

/** Next to the plan: plan.json has plan.shards. */
export function defaultShards(plan: string): string {
  return `${plan.replace(/\.json$/i, '')}.shards`;
}
