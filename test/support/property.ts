/**
 * fast-check with one seed for every property, so that a run of the suite can be repeated exactly. `PROPERTY_SEED=random npm run unit`
 * looks for new counterexamples; a failure prints its seed and path, and `PROPERTY_SEED=<seed>` repeats it.
 */
import fc from 'fast-check'

const given = process.env.PROPERTY_SEED ?? '20261130'
if (given !== 'random') fc.configureGlobal({ seed: Number(given) })

export default fc
