import type { EntryInput } from '../format/catalogFile.ts'
import type { Entry } from '../catalog/entry.ts'
import type { Rule, Subject } from './rule.ts'

/** What HTTP demands of a reply with a certain status. */
export const httpRules = {
  'challenge-missing': ofStatus('error', entry =>
    (entry.status === 401 && entry.challenge === undefined &&
      'a 401 must tell how to authenticate: name a challenge (RFC 9110, section 11.6.1)') ||
    (entry.status === 407 && !hasHeader(entry, 'proxy-authenticate') &&
      'a 407 must tell how to authenticate: name the header Proxy-Authenticate (RFC 9110, section 11.7.1)')),
  'allow-header-unknown': ofStatus('warning', (entry, { catalog }) =>
    entry.status === 405 && catalog.roles.methodNotAllowed !== entry.code && !hasHeader(entry, 'allow') &&
    'a 405 that a handler raises has an Allow with the very method that it refuses: ' +
    'name the header Allow, or another status such as 403 (RFC 9110, sections 10.2.1 and 15.5.6)'),
  'upgrade-header-missing': ofStatus('error', entry =>
    entry.status === 426 && !hasHeader(entry, 'upgrade') &&
      'a 426 must tell what to upgrade to: name the header Upgrade (RFC 9110, section 15.5.22)'),
  'retry-unsaid': ofStatus('warning', ({ status, retry }, _, input) =>
    (status === 429 || status === 503) && input.retry === undefined &&
      `a ${status} must say whether the request may be sent again: name retry, which is taken for ${retry}`),
  'status-below-400': ofStatus('warning', ({ status }) =>
    status < 400 && `${status} is a success to most clients, proxies and caches: they will not see a failure`)
} satisfies Record<string, Rule>

/** A rule that looks at one entry after the other and points at its status. */
function ofStatus (level: Rule['level'], tell: (entry: Entry, subject: Subject, input: EntryInput) => string | false): Rule {
  return {
    level,
    find: subject => subject.own.flatMap(entry => {
      const message = tell(entry, subject, subject.input.codes?.[entry.code] as EntryInput)
      return message === false ? [] : [{ code: entry.code, path: ['codes', entry.code, 'status'], message }]
    })
  }
}

function hasHeader ({ headers }: Entry, wanted: string): boolean {
  return headers.some(([name]) => name === wanted)
}
