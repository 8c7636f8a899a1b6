import type { FastifyInstance } from 'fastify'
import createRouter from 'find-my-way'
import { internal } from '../fastify/internals.ts'
import { urlPath } from '../../support/urlPath.ts'

/** Values by the prefixes of a server, read as its router reads them: segment by segment, text before parameters. */
export interface Prefixes<T> {
  /** In the order they were added. */
  readonly all: readonly T[]
  /** Give a prefix its value, unless it has one. */
  readonly add: (prefix: string, value: T) => void
  /** The value of the most specific prefix that a URL is under. */
  readonly find: (url: string) => T | undefined
}

const routerOptions = ['caseSensitive', 'ignoreDuplicateSlashes', 'ignoreTrailingSlash', 'useSemicolonDelimiter', 'allowUnsafeRegex', 'maxParamLength']

export function createPrefixes<T> (root: FastifyInstance): Prefixes<T> {
  const given = { ...root.initialConfig, ...internal<{ routerOptions?: object }>(root, 'fastify.options')?.routerOptions }
  const router = createRouter(Object.fromEntries(Object.entries(given).filter(([name]) => routerOptions.includes(name))))
  const all: T[] = []
  // Where all values are the root's there is nothing to find.
  let isSplit = false
  const find = (path: string) => router.find('GET', path)?.store as T | undefined
  return {
    all,
    add (prefix, value) {
      all.push(value)
      const start = prefix.replace(/\/$/, '')
      isSplit ||= start !== ''
      for (const pattern of [start === '' ? '/' : start, `${start}/*`]) {
        try {
          router.on('GET', pattern, () => {}, value)
        } catch {
          // It has a value, or it is none that a route could have.
        }
      }
    },
    find (url) {
      if (!isSplit) return all[0]
      const path = urlPath(url)
      // What cannot be decoded is compared as it is.
      return find(path) ?? (path.includes('%') ? find(path.replaceAll('%', '%25')) : undefined)
    }
  }
}
