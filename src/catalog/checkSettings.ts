import type { CatalogInput } from '../format/catalogFile.ts'
import type { Finding } from '../source/diagnostic.ts'
import { statusNames } from '../format/patterns.ts'
import { reservedHeaders } from './headerRules.ts'

/** Check settings that end up in headers and URLs, beyond their format. */
export function checkSettings (
  { requestId = {}, retryHeader, docs, map = {}, language, locales = {} }: CatalogInput, report: (mistake: Finding) => void
) {
  const { header, prefix } = requestId
  checkHeader(header, ['requestId', 'header'], 'X-Request-Id', report)
  checkHeader(retryHeader, ['retryHeader'], 'X-Should-Retry', report)
  if (retryHeader?.toLowerCase() === (header ?? 'X-Request-Id').toLowerCase()) {
    report({
      path: ['retryHeader'],
      message: `retryHeader must not be "${retryHeader}", which has the request id: use X-Should-Retry or a custom name`
    })
  }
  if (prefix !== undefined && !/^[\w.-]{0,32}$/.test(prefix)) {
    report({ path: ['requestId', 'prefix'], message: `prefix must be at most 32 letters, digits, _, . and -, got "${prefix}"` })
  }
  if (docs !== undefined && !isUrlTemplate(docs)) {
    report({ path: ['docs'], message: `docs must be a URL in which {code} stands for the code, got "${docs}"` })
  }
  if (language !== undefined && !isLanguage(language)) report({ path: ['language'], message: `language ${mustBeTag}, got "${language}"` })
  for (const tag of Object.keys(locales).filter(tag => !isLanguage(tag))) {
    report({ path: ['locales', tag], atKey: true, message: `a locale ${mustBeTag}, got "${tag}"` })
  }
  for (const status of Object.keys(map.statuses ?? {})) {
    if (!new RegExp(statusNames).test(status)) {
      report({ path: ['map', 'statuses', status], atKey: true, message: `statuses must have keys from 400 to 599, got "${status}"` })
    }
  }
}

/** Check the name of a response header that the catalog chooses. */
function checkHeader (name: string | undefined, path: readonly string[], usual: string, report: (mistake: Finding) => void) {
  const key = path.at(-1)
  if (name !== undefined && !/^[A-Za-z0-9-]+$/.test(name)) {
    report({ path, message: `${key} must be a name of letters, digits and hyphens, got "${name}"` })
  } else if (name !== undefined && (reservedHeaders.has(name.toLowerCase()) || meansMore.test(name))) {
    report({ path, message: `${key} must not be "${name}", which means something else: use ${usual} or a custom name` })
  }
}

const mustBeTag = 'must be the tag of a language such as de or pt-BR'

/** HTTP headers with another meaning. A request id in one of them would break it, or let a client set it. */
const meansMore = new RegExp(`^(${[
  'set-cookie', 'cookie', 'cache-control', 'location', 'link', 'allow', 'vary', 'etag', 'expires', 'age', 'last-modified', 'host', 'server',
  'via', 'origin', 'authorization', '(accept|access-control|content|if|proxy|ratelimit|sec)(-.*)?'
].join('|')})$`, 'i')

/** Absolute, or relative to the API. Must not contain characters that end the URL in a `Link` header. */
function isUrlTemplate (docs: string): boolean {
  const url = docs.replaceAll('{code}', 'code')
  return /^[\w!#$%&'()*+,./:;=?@~-]+$/.test(url) && URL.canParse(url, 'http://localhost')
}

/** Whether a name is a language tag (RFC 5646), such as `de` or `pt-BR`. */
function isLanguage (name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1
  } catch {
    return false
  }
}
