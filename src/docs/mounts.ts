import { posix } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { PageLink } from '../render/pages/pages.ts'
import { rootOf, type Scope } from '../server/forPlugins.ts'

/** The reference pages of one catalog on a server. */
export interface Mount {
  /** The path of the index, such as `/v1/errors`. */
  readonly path: string
  readonly title: string
  readonly scope: Scope
}

const mounts = new WeakMap<FastifyInstance, Mount[]>()

/** @throws where the pages of this catalog are mounted already. */
export function addMount (app: FastifyInstance, mount: Mount) {
  const root = rootOf(app)
  const known = mounts.get(root) ?? []
  const twin = known.find(({ scope }) => scope === mount.scope)
  if (twin !== undefined) {
    const scope = mount.scope.prefix || '/'
    throw new Error(`fastify-error-catalog/docs is registered twice for the catalog of the scope "${scope}", ` +
      `at ${twin.path} and ${mount.path}: remove one of them`)
  }
  mounts.set(root, [...known, mount])
}

/** Links to the indexes of the catalogs below the scope of a mount, relative to its index or to a page below it. */
export function othersOf (app: FastifyInstance, { path, scope }: Mount, from: 'index' | 'page'): PageLink[] {
  const folder = from === 'index' ? posix.dirname(path) : path
  const all = mounts.get(rootOf(app)) as Mount[]
  const start = `${scope.prefix.replace(/\/$/, '')}/`
  return all
    .filter(other => other.scope !== scope && other.scope.prefix.startsWith(start))
    .map(other => ({ text: other.title, href: posix.relative(folder, other.path) }))
}
