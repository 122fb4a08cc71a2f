/** Texts of the command line, apart from `words`: a command loads no texts of the page. */
import { cli } from './en/cli/index.ts'

/** What a language has to hold for the command line. */
type CommandLineWords = typeof cli

export const words: CommandLineWords = cli
