import type { FastifyInstance } from 'fastify'
import type createRouter from 'find-my-way'
import { urlPath } from '../../support/urlPath.ts'

/** Values by the prefixes of a server, matched as its router does: segment by segment, text before parameters. */
export interface Prefixes<T> {
  /** In the order they were added. */
  readonly all: readonly T[]
  /** Add a prefix with its value, unless it has one. */
  readonly add: (prefix: string, value: T) => void
  /** The value of the most specific prefix that a URL is under. */
  readonly find: (url: string) => T | undefined
}

const routerOptions = [
  'caseSensitive', 'ignoreDuplicateSlashes', 'ignoreTrailingSlash', 'useSemicolonDelimiter', 'allowUnsafeRegex', 'maxParamLength'
]

let loaded: typeof createRouter | undefined

/** Load the router before a prefix is added: a server with catalogs only at its root starts without it. */
export async function loadRouter (prefix: string) {
  if (startOf(prefix) !== '') loaded ??= (await import('find-my-way')).default
}

export function createPrefixes<T> (root: FastifyInstance): Prefixes<T> {
  const all: T[] = []
  // If every value is the root's, there is nothing to find.
  let router: Router<T> | undefined
  return {
    all,
    add (prefix, value) {
      const start = startOf(prefix)
      if (start !== '' && router === undefined) {
        router = createRouterOf(root)
        if (all.length > 0) router.add('', all[0] as T)
      }
      router?.add(start, value)
      all.push(value)
    },
    find: url => router === undefined ? all[0] : router.find(url)
  }
}

function startOf (prefix: string): string {
  return prefix.replace(/\/$/, '')
}

interface Router<T> {
  readonly add: (start: string, value: T) => void
  readonly find: (url: string) => T | undefined
}

function createRouterOf<T> (root: FastifyInstance): Router<T> {
  const { initialConfig } = root
  // Fastify 5.5 and later also take these options below `routerOptions`.
  const given = { ...initialConfig, ...initialConfig.routerOptions }
  const router = (loaded as typeof createRouter)(Object.fromEntries(Object.entries(given).filter(([name]) => routerOptions.includes(name))))
  const find = (path: string) => router.find('GET', path)?.store as T | undefined
  return {
    add (start, value) {
      for (const pattern of [start === '' ? '/' : start, `${start}/*`]) {
        try {
          router.on('GET', pattern, () => {}, value)
        } catch {
          // The prefix has a value, or no route could have it.
        }
      }
    },
    find (url) {
      const path = urlPath(url)
      // Invalid percent-encoding is compared as text.
      return find(path) ?? (path.includes('%') ? find(path.replaceAll('%', '%25')) : undefined)
    }
  }
}
