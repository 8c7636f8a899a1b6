/** What a command tells, and how it exits. */
export interface Outcome {
  /** 0: done · 1: not done, `stderr` says why · 2: the command was not understood. */
  readonly code: 0 | 1 | 2
  readonly stdout?: string
  readonly stderr?: string
}

/** Data as every command prints it. */
export const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
