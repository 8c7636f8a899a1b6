import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path'
import { escapeControls } from '../support/escapeControls.ts'

/** A revision and a path in it, as `git show` takes them: `v1.2.0:api/catalog.yaml`. */
export function splitRevision (side: string): { readonly revision: string, readonly path: string } | undefined {
  const [, revision, path] = /^([^:]{2,}):(.+)$/.exec(side) ?? []
  if (revision === undefined || path === undefined || existsSync(side.replace(/#.*$/, ''))) return undefined
  return { revision, path }
}

/** The files of a revision in a temporary folder. */
export interface Checkout {
  readonly folder: string
  /** The path of the catalog in this folder. */
  readonly path: string
}

/**
 * Run `read` on the catalog files of a revision, in a temporary folder; returns a sentence if they cannot be read.
 *
 * All YAML and JSON files of the revision are there, so that `extends` and locales are of the same revision. A path starts at the root of
 * the repository, or with `./` and `../` at the working directory.
 */
export async function withRevision<T> (revision: string, path: string, read: (checkout: Checkout) => Promise<T>): Promise<T | string> {
  const place = git(['rev-parse', '--show-toplevel', '--show-prefix'])
  if (typeof place === 'string') {
    return /not a git repository/i.test(place) ? 'is a revision, but this folder is not in a git repository' : cannotBeRead(place)
  }
  const [root, prefix] = place.toString().split('\n') as [string, string]
  const inside = posix.normalize(/^\.\.?\//.test(path) ? posix.join(prefix, path) : path)
  if (inside.startsWith('../') || isAbsolute(inside)) return `has only the files of the repository, but ${path} is outside of it`
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  if (typeof commit === 'string') return `is not in this repository: run git fetch ${toFetch(revision)}`
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'error-catalog-')))
  try {
    const fault = writeFiles(commit.toString().trim(), folder)
    if (fault !== undefined) return cannotBeRead(fault)
    linkPackages(root, folder)
    return await read({ folder, path: join(folder, inside) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function cannotBeRead (fault: string): string {
  return `cannot be read: ${fault.split('\n').map(escapeControls).join('\n')}`
}

/** Write the YAML and JSON files of a commit into a folder; returns the fault if git cannot read them. */
function writeFiles (commit: string, folder: string): string | undefined {
  const listed = git(['ls-tree', '-r', '-z', '--full-tree', commit])
  const files = [...listed.toString().matchAll(/(\d+) blob (\w+)\t([^\0]+\.(?:ya?ml|json))\0/g)] as unknown as Listed[]
  const objects = typeof listed === 'string' ? listed : git(['cat-file', '--batch'], files.map(([, , id]) => `${id}\n`).join(''))
  if (typeof objects === 'string') return objects
  let at = 0
  for (const [, mode, id, file] of files) {
    const end = objects.indexOf('\n', at)
    const [, size] = / blob (\d+)$/.exec(objects.toString('utf8', at, end)) ?? []
    if (size === undefined) return `the repository lacks the object ${id} of ${file}`
    const start = end + 1
    at = start + Number(size) + 1
    writeFile(folder, join(folder, file), objects.subarray(start, at - 1), mode === '120000')
  }
  return undefined
}

type Listed = readonly [all: string, mode: string, id: string, file: string]

/** Write a file, or the symbolic link that it is. Links that leave the folder are left out. */
function writeFile (folder: string, path: string, content: Buffer, isLink: boolean) {
  mkdirSync(dirname(path), { recursive: true })
  if (!isLink) return writeFileSync(path, content)
  const target = content.toString()
  if (isWithin(folder, resolve(dirname(path), target))) symlinkSync(target, path)
}

/** Link the installed packages into the folder. A package that is part of the repository, such as a workspace, is that of the revision. */
function linkPackages (root: string, folder: string) {
  const installed = join(root, 'node_modules')
  if (!existsSync(installed)) return
  const names = readdirSync(installed).flatMap(name =>
    name.startsWith('@') ? readdirSync(join(installed, name)).map(each => join(name, each)) : [name])
  for (const name of names) {
    const [from, to] = [join(installed, name), join(folder, 'node_modules', name)]
    // A file or a package that the revision contains, or a link without a target.
    if (existsSync(to) || !existsSync(from)) continue
    const target = realpathSync(from)
    const isOwn = lstatSync(from).isSymbolicLink() && isWithin(root, target) && !target.split(sep).includes('node_modules')
    mkdirSync(dirname(to), { recursive: true })
    symlinkSync(isOwn ? join(folder, relative(root, target)) : target, to, 'junction')
  }
}

/** Whether a path is in a folder. */
export function isWithin (folder: string, path: string): boolean {
  const inside = relative(folder, path)
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
}

/** The arguments with which `git fetch` brings a revision into a repository, also into a shallow clone of one branch. */
function toFetch (revision: string): string {
  const [, branch] = /^origin\/([\w./-]+)$/.exec(revision) ?? []
  if (branch !== undefined) return `--depth=1 origin ${branch}:refs/remotes/origin/${branch}`
  const isShallow = git(['rev-parse', '--is-shallow-repository']).toString().trim() === 'true'
  return isShallow ? '--unshallow --tags' : '--tags origin'
}

/** The output of git, or the text of its error, in English. */
function git (args: readonly string[], input = ''): Buffer | string {
  const { status, stdout, stderr, error } = spawnSync('git', args, { input, maxBuffer: 2 ** 30, env: { ...process.env, LC_ALL: 'C' } })
  return status === 0 ? stdout : error?.message ?? stderr.toString().trim()
}
