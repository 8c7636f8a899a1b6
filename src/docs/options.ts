import type { PageLink } from '../render/pages/pages.ts'
import { checkPluginOptions, type OptionRules } from '../support/checkOptions.ts'

export interface ErrorDocsOptions {
  /** The path of the index below the prefix of the scope, such as `/errors`. Default: `/errors`. */
  readonly prefix?: string
  /** The heading of the index. Default: the name of the catalog with "errors". */
  readonly title?: string
  /** Links in the header of every page, such as to the documentation of the API: http(s) URLs or paths. */
  readonly links?: readonly PageLink[]
  /** Whether the page of a code lists the routes that can send it. Routes with `schema.hide` are never listed. Default: true. */
  readonly routes?: boolean
  /** Whether search engines may list the pages. Default: true. */
  readonly indexable?: boolean
}

const rules: OptionRules<keyof ErrorDocsOptions> = {
  prefix: {
    must: 'a path such as /errors: it starts with a slash, does not end with one and has no parameter',
    holds: value => typeof value === 'string' && /^(\/[\w.~!$&'()+,;=@%-]+)*$/.test(value)
  },
  title: { must: 'a non-empty text', holds: value => typeof value === 'string' && value !== '' },
  links: {
    must: 'a list of { text, href }, where href is an http(s) URL or a path',
    holds: value => Array.isArray(value) && value.every(isLink)
  },
  routes: { must: 'true or false', holds: value => typeof value === 'boolean' },
  indexable: { must: 'true or false', holds: value => typeof value === 'boolean' }
}

/** @throws TypeError that lists every invalid option. */
export function checkOptions (options: ErrorDocsOptions): ErrorDocsOptions {
  checkPluginOptions(options, rules, 'the options of fastify-error-catalog/docs')
  return options
}

function isLink (value: unknown): boolean {
  const { text, href } = (value ?? {}) as Partial<Record<keyof PageLink, unknown>>
  return typeof text === 'string' && text !== '' && typeof href === 'string' && href !== '' && isWebUrl(href)
}

/** Rejects `javascript:` and other schemes that a browser would run or open in another program. */
function isWebUrl (href: string): boolean {
  return URL.canParse(href, 'http://localhost') && /^https?:$/.test(new URL(href, 'http://localhost').protocol)
}
