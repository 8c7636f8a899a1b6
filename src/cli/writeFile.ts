import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Write a file, in folders that need not be there; gives why it could not be. `keep` leaves what is there. */
export function writeFile (file: string, text: string, { keep = false } = {}): string | undefined {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: keep ? 'wx' : 'w' })
    return undefined
  } catch (error) {
    const { syscall, code, message } = error as NodeJS.ErrnoException
    return `${file} ${faults[`${syscall} ${code}`] ?? `cannot be written: ${message}`}\n`
  }
}

const faults: Readonly<Record<string, string>> = {
  'open EEXIST': 'is there already: use --force to overwrite it',
  'open EISDIR': 'is a directory: name the file in it',
  'mkdir EEXIST': 'cannot be written: its folder is a file'
}
