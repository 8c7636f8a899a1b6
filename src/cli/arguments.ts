import type { Outcome } from './outcome.ts'

/** The default path of a catalog. */
export const defaultPath = './catalog.yaml'

/** Receives what a command has done. */
export type Print = (outcome: Outcome) => void

/** The argument that most commands share. */
export const catalogArgument = [
  '[catalog]', 'path of a catalog (with #name for one of several), - for stdin, or a shipped one such as http', defaultPath
] as const
