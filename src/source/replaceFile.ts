import { randomBytes } from 'node:crypto'
import {
  closeSync, fsyncSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync, type Stats
} from 'node:fs'
import { dirname } from 'node:path'

/**
 * Replace a file as a whole, in folders that need not exist; gives a sentence about the file when it could not.
 *
 * The new text is written to a temporary file beside it, which takes its place only where the old file is still `expected`, or still
 * missing: on a full disk, without permission or after a concurrent edit the old file stays as it is.
 */
export function replaceFile (file: string, text: string, expected: string | undefined): string | undefined {
  let temporary = ''
  try {
    const old = statSync(file, { throwIfNoEntry: false })
    if (old !== undefined && !old.isFile()) {
      return old.isDirectory() ? 'is a directory: name the file in it' : 'is no regular file: use - for stdout'
    }
    if (old === undefined) mkdirSync(dirname(file), { recursive: true })
    // To rename over a file needs no permission to write it.
    else closeSync(openSync(file, 'r+'))
    // A symbolic link stays one.
    const target = old === undefined ? file : realpathSync(file)
    temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
    writeNew(temporary, text, old)
    if (textOf(target) !== expected) {
      return cleanUp(temporary, 'has changed since it was read, and was left as it is: run the command again')
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
const full = 'the disk is full, and the old file was left as it is'

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'its folder is a file',
  ENOTDIR: 'its folder is a file',
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOSPC: full,
  EDQUOT: full
}
