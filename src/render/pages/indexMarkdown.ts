import { counted } from '../../support/counted.ts'
import { retryAdvice } from './advice.ts'
import { everything, toGroups, type CodeRow, type Filter } from './indexPage.ts'
import { code, heading, link, list, paragraph, text, toText } from './markdown.ts'
import { publicEntries, type Pages } from './pages.ts'

/** All codes by group, as Markdown. */
export function indexMarkdown (pages: Pages, filter: Filter = everything): string {
  return toText([
    heading(1, text(pages.title)),
    paragraph(text('Every error this API returns: what it means, what to do next, and whether to retry.')),
    ...othersOf(pages),
    ...[...toGroups(pages, filter)].flatMap(([name, rows]) => [
      ...name === '' ? [] : [heading(2, text(name))],
      list(...rows.map(row => [link(pages.address.page(row.code, 'md'), code(row.code)), text(` ${summaryOf(row)}`)]))
    ])
  ])
}

/** The same for language models, in the form of https://llmstxt.org: it leads to the pages in Markdown. */
export function llmsText (pages: Pages): string {
  const { title, address, catalog } = pages
  const count = counted(publicEntries(catalog).length, 'error code')
  const lead = `${count} of this API. Each page holds the meaning, the next step, whether to retry, and the response.`
  return toText([
    heading(1, text(title)),
    { type: 'blockquote', children: [paragraph(text(lead))] },
    ...othersOf(pages),
    ...[...toGroups(pages)].flatMap(([name, rows]) => [
      heading(2, text(name === '' ? 'Codes' : name)),
      list(...rows.map(row => [link(address.page(row.code, 'md'), text(row.code)), text(`: ${summaryOf(row)}`)]))
    ]),
    heading(2, text('Optional')),
    list([link(address.index('json'), text('All codes')), text(': as JSON')])
  ])
}

function othersOf ({ others }: Pages) {
  return others.length === 0 ? [] : [heading(2, text('Other catalogs')), list(...others.map(other => [link(other.href, text(other.text))]))]
}

function summaryOf ({ status, message, retry, deprecated }: CodeRow): string {
  return `${status}${deprecated ? ', deprecated' : ''}: ${message} ${retryAdvice[retry].label}.`
}
