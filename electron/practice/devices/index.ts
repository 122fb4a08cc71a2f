/** All practice devices. A new one is a line here and a folder beside this. */
export { createPracticeBase } from '../poly-rove/base.ts'
