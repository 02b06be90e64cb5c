// How early a span was first seen, as one of a few ages, which have colours (trace.css).

/** Ages, from the first steps to the last. */
export const ages = 5;

/**
 * From 1, early, to `ages`, late: equal ranges of the steps of the index.
 * @param {number} step
 * @param {{ first: number, last: number }} steps of the index
 */
export function ageOf(step, { first, last }) {
  const share = (step - first) / Math.max(1, last - first + 1);
  return Math.min(ages, Math.max(1, 1 + Math.floor(share * ages)));
}

/** The steps of an age, both included. @param {number} age @param {{ first: number, last: number }} steps */
export function stepsOfAge(age, { first, last }) {
  const size = Math.max(1, last - first + 1) / ages;
  return {
    from: first + Math.ceil((age - 1) * size),
    to: Math.min(last, first + Math.ceil(age * size) - 1),
  };
}
