import { constants } from 'node:fs'
import { open, readFile, realpath, type FileHandle } from 'node:fs/promises'
import { decodeText, maxBytes, type Decoded } from './decodeText.ts'
import { missingFile } from './missingFile.ts'

type TextFile = { readonly text: string, readonly realPath: string } | { readonly fault: string }

/** The text of a regular file in UTF-8 of at most 10 MB, with its path without symbolic links; or why there is none. */
export async function readTextFile (path: string): Promise<TextFile> {
  try {
    const realPath = await realpath(path)
    // Without O_NONBLOCK, which Windows does not have, opening a FIFO without a writer would block for ever.
    const handle = await open(realPath, constants.O_RDONLY | constants.O_NONBLOCK)
    const decoded = await readHandle(handle).finally(async () => await handle.close())
    return 'fault' in decoded ? decoded : { ...decoded, realPath }
  } catch (error) {
    return { fault: await reasonOf(error as NodeJS.ErrnoException, path) }
  }
}

/** Read only regular files: a device or a FIFO may never end. */
async function readHandle (handle: FileHandle): Promise<Decoded> {
  const stats = await handle.stat()
  if (stats.isDirectory()) return { fault: isDirectory }
  if (!stats.isFile()) return { fault: notRegular }
  if (stats.size > maxBytes) {
    return { fault: `the file must have at most ${maxBytes / 1e6} MB, got ${Math.ceil(stats.size / 1e6)} MB: check that it is a catalog` }
  }
  return decodeText(await readFile(handle))
}

const isDirectory = 'is a directory: name the file in it'
const notRegular = 'must be a regular file, got a device, a socket or a FIFO: pass other input to the command line by stdin (-)'

async function reasonOf ({ code = '', message }: NodeJS.ErrnoException, path: string): Promise<string> {
  if (code === 'ENOENT' || code === 'ENOTDIR') return await missingFile(path)
  return reasons[code] ?? `the file cannot be read: ${message}`
}

const reasons: Readonly<Record<string, string>> = {
  // The error code of opening a socket.
  ENXIO: notRegular,
  EISDIR: isDirectory,
  EACCES: 'the file cannot be read: this process has no permission',
  ELOOP: 'the file cannot be read: its symbolic links form a circle'
}
