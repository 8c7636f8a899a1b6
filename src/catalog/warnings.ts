import type { Catalog } from './catalog.ts'
import type { CatalogInput } from './catalogFile.ts'
import { counted, type Mistake } from './diagnostic.ts'
import type { Entry } from './entry.ts'
import { answeringRole, roleNames } from './roles.ts'

/** What is allowed in a catalog and seldom meant: told by lint, never in the way of a server. */
export function warningsOf (catalog: Catalog, { codes = {}, roles, locales = {} }: CatalogInput, path: readonly string[]): Mistake[] {
  const own = [...catalog.entries.values()].filter(({ code }) => Object.hasOwn(codes, code))
  const warnings: Mistake[] = own.flatMap(entry => entryWarnings(entry)
    .map(([key, message]) => ({ level: 'warning', path: [...path, 'codes', entry.code, key], message })))
  const fallen = roleNames.filter(role => catalog.namedRoles[role] === undefined)
  if (roles !== undefined && fallen.length > 0) {
    const list = fallen.map(role => `${role} → ${answeringRole(role, catalog.namedRoles)}`)
    warnings.push({ level: 'warning', path: [...path, 'roles'], atKey: true, message: `roles fall back where no code is named: ${list.join(', ')}` })
  }
  for (const language of catalog.languages.filter(language => Object.hasOwn(locales, language))) {
    const missing = [...catalog.entries.values()].filter(({ messages }) => !messages.has(language)).map(({ code }) => code)
    if (missing.length > 0) warnings.push({ level: 'warning', path: [...path, 'locales', language], atKey: true, message: `${language} has no message for ${counted(missing.length, 'code')}, such as ${missing.slice(0, 3).join(', ')}: the one in ${catalog.language} is sent` })
  }
  return warnings
}

function entryWarnings ({ status, challenge, message, details }: Entry): Array<[key: string, message: string]> {
  const optional = message.holes.filter(hole => details.some(({ name, required }) => name === hole && !required))
  return [
    ...status === 401 && challenge === undefined
      ? [['status', 'a 401 must tell how to authenticate: name a challenge (RFC 9110, section 15.5.2)'] as [string, string]]
      : [],
    ...status < 400
      ? [['status', `${status} is a success to most clients, proxies and caches: they will not see a failure`] as [string, string]]
      : [],
    ...optional.map((hole): [string, string] => ['message', `{${hole}} is optional: where it is missing, the sentence holds a ?`])
  ]
}
