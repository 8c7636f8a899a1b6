import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A revision and a path in it, as `git show` takes them: `v1.2.0:api/catalog.yaml`. */
export function splitRevision (side: string): { readonly revision: string, readonly path: string } | undefined {
  const [, revision, path] = /^([^:]{2,}):(.+)$/.exec(side) ?? []
  if (revision === undefined || path === undefined || existsSync(side.replace(/#.*$/, ''))) return undefined
  return { revision, path }
}

/**
 * Run `read` on the catalog files of a revision, in a temporary folder; returns a sentence if git lacks the revision.
 *
 * All YAML and JSON files of the revision are there, so that `extends` and locales are of the same revision.
 */
export async function withRevision<T> (revision: string, read: (folder: string) => Promise<T>): Promise<T | string> {
  const top = git(['rev-parse', '--show-toplevel'])
  if (top === undefined) return 'is a revision, but this folder is not in a git repository'
  if (git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]) === undefined) {
    return `is not in this repository: run git fetch ${toFetch(revision)}`
  }
  const folder = mkdtempSync(join(tmpdir(), 'error-catalog-'))
  try {
    const root = top.trim()
    const files = (git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', revision]) as string)
      .split('\0')
      .filter(file => /\.(ya?ml|json)$/.test(file))
    if (files.length > 0) {
      const archive = execFileSync('git', ['-C', root, 'archive', '--format=tar', revision, '--', ...files], { maxBuffer: 2 ** 28 })
      spawnSync('tar', ['-x', '-C', folder], { input: archive })
    }
    if (existsSync(join(root, 'node_modules'))) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    return await read(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The arguments with which `git fetch` brings a revision into a repository, also into a shallow clone of one branch. */
function toFetch (revision: string): string {
  const [, branch] = /^origin\/([\w./-]+)$/.exec(revision) ?? []
  if (branch !== undefined) return `--depth=1 origin ${branch}:refs/remotes/origin/${branch}`
  const isShallow = git(['rev-parse', '--is-shallow-repository'])?.trim() === 'true'
  return isShallow ? '--unshallow --tags' : '--tags origin'
}

function git (args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })
  return status === 0 ? stdout : undefined
}
