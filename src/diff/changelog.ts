import type { BlockContent, PhrasingContent } from 'mdast'
import { docsUrl, type Catalog } from '../catalog/catalog.ts'
import { deprecationOf, type Deprecation } from '../catalog/deprecation.ts'
import type { Entry } from '../catalog/entry.ts'
import { code, heading, link, list, paragraph, text, toText } from '../render/pages/markdown.ts'
import { groupBy } from '../support/groupBy.ts'
import type { Comparison } from './comparison.ts'
import { aboutChange, valuesAsCode } from './markdown.ts'
import type { LocatedChange } from './places.ts'
import { diffRules } from './rules.ts'

export interface ChangelogOptions {
  /** The heading above the groups, such as a version. */
  readonly title?: string
  /** URL of the page of a code; default: that of the catalog. */
  readonly docs?: string
}

const groups = ['Breaking changes', 'Added', 'Deprecated', 'Removed', 'Changed', 'Texts'] as const

/** The changes of codes that the reference pages show, as Markdown for a release page. Reasons of approvals are left out. */
export function toChangelog ({ changes, old, next }: Comparison, { title, docs = next.docs }: ChangelogOptions): string {
  const linked = { ...next, docs: docs !== undefined && /^https?:/.test(docs) ? docs : undefined }
  const isHidden = (name: unknown) => (next.entries.get(name as string) ?? old.entries.get(name as string))?.public === false
  const shown = changes
    .filter(({ code }) => !isHidden(code))
    // Values may be names of other codes, such as a replacement.
    .map(change => [change.old, change.new].some(isHidden) ? { ...change, old: undefined, new: undefined } : change)
  const byGroup = groupBy(shown, groupOf)
  const sections = groups.flatMap((group): BlockContent[] => {
    const rows = byGroup.get(group)?.map(change => toItem(change, linked)) ?? []
    return rows.length === 0 ? [] : [heading(title === undefined ? 2 : 3, text(group)), list(...rows)]
  })
  const none = paragraph(text('No changes of error codes.'))
  return toText([...title === undefined ? [] : [heading(2, text(title))], ...sections.length === 0 ? [none] : sections])
}

function groupOf ({ rule, level }: LocatedChange): typeof groups[number] {
  if (level === 'breaking') return 'Breaking changes'
  if (rule === 'code-added') return 'Added'
  if (rule === 'code-deprecated') return 'Deprecated'
  if (rule === 'deprecated-code-removed') return 'Removed'
  return level === 'text' ? 'Texts' : 'Changed'
}

type Linked = Omit<Catalog, 'docs'> & { readonly docs: string | undefined }

function toItem (change: LocatedChange, next: Linked): PhrasingContent[] {
  const { rule } = change
  const entry = next.entries.get(change.code ?? '')
  switch (rule) {
    case 'code-added': return [codeLink(change.code as string, next), ...describeAdded(entry as Entry)]
    case 'code-deprecated': return [codeLink(change.code as string, next), ...describeDeprecated(entry as Entry, change.new, next)]
    case 'code-renamed':
    case 'deprecated-code-removed':
    {
      const [done, to] = rule === 'code-renamed' ? ['renamed', ' to '] : ['removed', ', use ']
      const successor = change.new === undefined ? [] : [text(to), codeLink(change.new as string, next)]
      return [code(change.code as string), text(`: ${done}`), ...successor]
    }
    default: {
      const what = text(`: ${rule.replaceAll('-', ' ')}. ${diffRules[rule].sentence}`)
      if (entry === undefined) return [...aboutChange(change), what]
      const subject = change.subject === undefined ? [] : [text(' '), code(change.subject)]
      return [codeLink(entry.code, next), ...subject, ...valuesAsCode(change), what]
    }
  }
}

/** The code as a link to its page, if it has one. */
function codeLink (name: string, { entries, docs }: Linked): PhrasingContent {
  const entry = entries.get(name)
  const url = entry && docsUrl({ docs }, entry)
  return url === undefined ? code(name) : link(url, code(name))
}

function describeAdded ({ status, message }: Entry): PhrasingContent[] {
  return [text(` (${status}): ${message.text}`)]
}

function describeDeprecated (entry: Entry, replacedBy: unknown, next: Linked): PhrasingContent[] {
  const { reason } = deprecationOf(entry) as Deprecation
  const instead = replacedBy === undefined ? [] : [text(': use '), codeLink(replacedBy as string, next)]
  return reason === undefined ? instead : [...instead, text(`${replacedBy === undefined ? ': ' : '. '}${reason}`)]
}
