import { escapeJson } from '../support/escapeControls.ts'

/** The output and the exit code of a command. */
export interface Outcome {
  /** 0: done · 1: not done, `stderr` says why · 2: unknown command or arguments. */
  readonly code: 0 | 1 | 2 | 3
  readonly stdout?: string
  readonly stderr?: string
}

/** Data as every command prints it. */
export const toJson = (value: unknown) => `${escapeJson(JSON.stringify(value, null, 2))}\n`
