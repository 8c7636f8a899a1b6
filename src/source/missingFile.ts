import { readdir } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { nearest } from '../support/didYouMean.ts'

/** A sentence about a missing file: the searched path, the nearest existing file, and what a build must do. */
export async function missingFile (path: string): Promise<string> {
  const folders = await foldersAbove(dirname(path))
  const built = folders.find(({ folder }) => builtNames.includes(basename(folder)))?.folder
  const near = await nearestFile(basename(path), [
    ...folders.flatMap(({ folder }) => [folder, ...subfolders.map(name => join(folder, name))]),
    ...built === undefined ? [] : ['src', ''].map(name => join(dirname(built), name, dirname(path).slice(built.length))),
    process.cwd()
  ])
  return `there is no such file: check the path ${path} (the working directory is ${process.cwd()})` +
    `${near === undefined ? '' : `; the nearest file is ${near}`}${built === undefined ? '' : `. ${remedy(basename(built))}`}`
}

/** Folders that compilers and bundlers write to. */
const builtNames = ['dist', 'build', 'out', '.next', '.output']

/** Folders that may contain a catalog that was searched next to the module. */
const subfolders = ['src', 'config']

const remedy = (folder: string) =>
  `A build does not copy the catalog: copy the file to ${folder}${sep} in the build script, ` +
    'or name it by a path from the working directory'

interface Listed { readonly folder: string, readonly names: readonly string[] }

/** Each folder from this one up to that of the package. */
async function foldersAbove (folder: string): Promise<Listed[]> {
  const listed = { folder, names: await namesIn(folder) }
  if (listed.names.includes('package.json') || dirname(folder) === folder) return [listed]
  return [listed, ...await foldersAbove(dirname(folder))]
}

/** The first file of this name or of a similar one. */
async function nearestFile (name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const [near] = nearest(name, (await namesIn(folder)).filter(each => /\.(?:ya?ml|json)$/i.test(each)))
    if (near !== undefined) return join(folder, near)
  }
  return undefined
}

async function namesIn (folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => [])
}
