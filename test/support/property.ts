/**
 * fast-check with one seed for every property, so that a run of the suite can be repeated exactly. `PROPERTY_SEED=random npm run unit`
 * looks for new counterexamples; a failure prints its seed and path, and `PROPERTY_SEED=<seed>` repeats it.
 * Under mutation testing a counterexample is not shrunk: shrinking takes seconds, and the mutant is detected already.
 */
import fc from 'fast-check'

const given = process.env.PROPERTY_SEED ?? '20261130'
fc.configureGlobal({
  ...(given === 'random' ? {} : { seed: Number(given) }),
  endOnFailure: process.env.PUNCHDOWN_MUTATION_TESTS !== undefined,
})

export default fc
