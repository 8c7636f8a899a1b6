import { randomBytes } from 'node:crypto'
import {
  closeSync, fsyncSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, type Stats
} from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Replace a file as a whole and create its folders; returns a sentence about the file if that is not possible.
 *
 * The new text is written to a temporary file next to it, which replaces the old file only if that is still `expected`, or still
 * missing: on a full disk, without permission or after a concurrent edit the old file is unchanged.
 */
export function replaceFile (file: string, text: string, expected: string | undefined): string | undefined {
  let temporary = ''
  try {
    const old = statSync(file, { throwIfNoEntry: false })
    if (old !== undefined && !old.isFile()) {
      return old.isDirectory() ? 'is a directory: name the file in it' : 'is not a regular file: use - for stdout'
    }
    if (old === undefined) mkdirSync(dirname(file), { recursive: true })
    // Renaming over a file needs no permission to write it.
    else closeSync(openSync(file, 'r+'))
    // A symbolic link is kept.
    const target = old === undefined ? file : realpathSync(file)
    // A longer name than that of the file could be too long.
    temporary = join(dirname(target), `.${randomBytes(6).toString('hex')}.tmp`)
    writeNew(temporary, text, old)
    if (textOf(target) !== expected) {
      return cleanUp(temporary, 'has changed since it was read and was not overwritten: run the command again')
    }
    renameSync(temporary, target)
    return undefined
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    return cleanUp(temporary, `cannot be written: ${reasons[code] ?? message}`)
  }
}

/** The text of a file, if there is one. */
export function textOf (file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function writeNew (file: string, text: string, { mode = 0o666 }: Partial<Stats> = {}) {
  const descriptor = openSync(file, 'wx', mode)
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function cleanUp (temporary: string, fault: string): string {
  if (temporary !== '') rmSync(temporary, { force: true })
  return fault
}

const readOnly = 'this process has no permission to write it'
const full = 'the disk is full; the old file is unchanged'

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'its folder is a file',
  ENOTDIR: 'its folder is a file',
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full
}
