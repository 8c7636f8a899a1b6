import { statSync } from 'node:fs'
import { replaceFile, textOf } from '../source/replaceFile.ts'
import { toJson, type Outcome } from './outcome.ts'

export interface OutputOptions {
  /** The file to write; `-` for stdout. */
  readonly output: string
  readonly check?: boolean
  /** Overwrite a file that this command has not written. */
  readonly force?: boolean
  readonly json?: boolean
}

/** The outcome of a command, with the files its result depends on. */
export type WriteOutcome = Outcome & { readonly files: readonly string[] }

/** The text that a command has produced. */
export interface Output {
  /** The name of the command. */
  readonly command: string
  readonly text: string
  /** How each text of the command begins: any other file was not written by it. */
  readonly marker: string
  /** A name to suggest if the given one is rejected. */
  readonly example: string
  /** The files that were read. */
  readonly files: readonly string[]
  /** The number of codes in the text. */
  readonly codes: number
}

/** Write the text to its file, print it, or compare it with the file. */
export function writeOutput (made: Output, { output, check = false, force = false, json = false }: OutputOptions): WriteOutcome {
  const { command, text, files, codes } = made
  if (output === '-') return { code: 0, files, stdout: json ? toJson({ text }) : text }
  const written = textOf(output)
  // Git may have changed the line ends.
  const old = written?.replaceAll('\r\n', '\n')
  const state = old === text ? 'unchanged' : check ? 'stale' : 'written'
  const fault = toRefusal(output, old, made, force) ?? (state === 'written' ? replaceFile(output, text, written) : undefined)
  if (fault !== undefined) return { code: 1, files, stderr: `${output} ${fault}\n` }
  return {
    code: state === 'stale' ? 1 : 0,
    files,
    ...json
      ? { stdout: toJson({ file: output, state, codes }) }
      : { stderr: `${output} ${sayings[state]}${state === 'stale' ? `: run error-catalog ${command} without --check` : ''}\n` }
  }
}

const sayings = { stale: 'is stale', written: 'was written', unchanged: 'is up to date' } as const

/** Why a file must not be overwritten: the command reads it, or did not write it. */
function toRefusal (
  output: string, old: string | undefined, { command, marker, example, files }: Output, force: boolean
): string | undefined {
  if (files.some(file => isSame(file, output))) {
    return `is read by this command and must not be overwritten: name another file, such as ${example}`
  }
  const isForeign = old !== undefined && old.trim() !== '' && !old.replace(/^\uFEFF/, '').startsWith(marker)
  return isForeign && !force ? `was not written by error-catalog ${command}: use --force to overwrite it, or name another file` : undefined
}

/** Whether two paths lead to the same file, also through links. */
function isSame (file: string, other: string): boolean {
  try {
    const [one, two] = [statSync(file, { bigint: true }), statSync(other, { bigint: true })]
    return one.ino === two.ino && one.dev === two.dev
  } catch {
    return false
  }
}
