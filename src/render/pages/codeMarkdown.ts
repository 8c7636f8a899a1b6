import type { BlockContent } from 'mdast'
import type { CodePage, DetailRow } from './codePage.ts'
import { block, code, heading, link, list, paragraph, strong, text, toText } from './markdown.ts'
import type { Pages, Routes } from './pages.ts'

/** The page of a code as Markdown. */
export function codeMarkdown (pages: Pages, page: CodePage): string {
  const { status, reason, message, action, advice, meaning, causes, details, routes, curl } = page
  return toText([
    heading(1, code(page.code)),
    paragraph(strong(`${status} ${reason}`), text(' · '), strong(advice.label)),
    paragraph(text(message)),
    heading(2, text('What to do')),
    ...section(undefined, action),
    paragraph(strong(`${advice.label}.`), text(` ${advice.sentence}`)),
    ...section('What it means', meaning),
    ...causes.length === 0 ? [] : [heading(2, text('Possible causes')), list(...causes.map(cause => [text(cause)]))],
    ...details.length === 0 ? [] : [heading(2, text('Details in the response')), list(...details.map(detailOf))],
    ...responsesOf(page),
    ...routesOf(routes),
    ...curl === undefined ? [] : [block('sh', curl)],
    ...page.snippets.flatMap(({ title, language, text: lines }) => [heading(2, text(`Handle it in ${title}`)), block(language, lines)]),
    ...lifeOf(pages, page)
  ])
}

function section (title: string | undefined, value: string | undefined): BlockContent[] {
  if (value === undefined) return []
  return [...title === undefined ? [] : [heading(2, text(title))], paragraph(text(value))]
}

function detailOf ({ name, type, required, description }: DetailRow) {
  return [code(name), text(': '), code(type), text(`${required ? '' : ', optional'}${description === undefined ? '' : `: ${description}`}`)]
}

function responsesOf ({ status, reason, headers, bodies }: CodePage): BlockContent[] {
  return bodies.flatMap(({ envelope, contentType, body }) => [
    heading(2, text('Response '), code(envelope)),
    block('http', [
      `HTTP/1.1 ${status} ${reason}`,
      ...[['content-type', contentType], ...headers].map(([name, value]) => `${name}: ${value}`),
      '',
      JSON.stringify(body, null, 2)
    ].join('\n'))
  ])
}

function routesOf (routes: Routes): BlockContent[] {
  if (routes === 'any') return [heading(2, text('Routes')), paragraph(text('Any route can answer with this code.'))]
  if (routes.length === 0) return []
  const rows = routes.map(({ method, url }) => [code(`${method} ${url}`)])
  return [heading(2, text('Routes that answer with this code')), list(...rows)]
}

function lifeOf ({ address }: Pages, page: CodePage): BlockContent[] {
  const { since, deprecated, deprecation, replacedBy, aliases, className, translations } = page
  const formerNames = aliases.flatMap((alias, index) => [text(index === 0 ? 'Former names: ' : ', '), code(alias)])
  const rows = [
    since === undefined ? [] : [text(`Since ${since}`)],
    deprecated ? [text(`Deprecated. ${deprecation}`.trim())] : [],
    replacedBy === undefined ? [] : [text('Use instead: '), link(address.page(replacedBy, 'md'), code(replacedBy))],
    formerNames,
    className === undefined ? [] : [text('Class in SDKs: '), code(className)],
    ...translations.map(([language, message]) => [text(`${language}: ${message}`)])
  ].filter(row => row.length > 0)
  return rows.length === 0 ? [] : [heading(2, text('About this code')), list(...rows)]
}
