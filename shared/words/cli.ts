/** Texts of the command line, apart from `words`: a command loads no texts of the page. */
import { cli } from './en/cli/index.ts'

/** The texts of a language for the command line. */
type CommandLineWords = typeof cli

export const words: CommandLineWords = cli
