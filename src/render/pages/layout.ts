import { html, type SafeHtml } from '@remix-run/html-template'
import { scriptName, styleName } from './assetNames.ts'
import type { Format } from './address.ts'
import type { Pages } from './pages.ts'

export interface Page {
  readonly pages: Pages
  readonly title: string
  readonly description: string
  /** The link to this page in another format; the page of an unknown code has none. */
  readonly formOf?: (format: Format) => string
  readonly content: SafeHtml
}

/** A code that browsers break after `_`, `.` and `-`, if it is too long for its line. */
export function breakable (code: string): SafeHtml {
  const [first = '', ...rest] = code.split(/(?<=[_.-])(?=.)/)
  return html`${first}${rest.map(part => html`<wbr>${part}`)}`
}

// If the tag were part of the template, rolldown would replace the template by a helper that it does not bundle.
const scriptEnd = 'script'

/** A whole page. It has no inline scripts or styles and loads nothing from other hosts, as a strict Content-Security-Policy requires. */
export function toDocument ({ pages, title, description, formOf, content }: Page): string {
  const { address, indexable } = pages
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
${indexable ? '' : html`<meta name="robots" content="noindex">\n`}<link rel="stylesheet" href="${address.file(styleName)}">
<script src="${address.file(scriptName)}" defer></${scriptEnd}>
${alternatesOf(pages, formOf)}</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${barOf(pages, title === pages.title)}
<main id="content">
${content}
</main>
${formOf === undefined ? '' : footOf(pages, formOf)}
</body>
</html>
`)
}

/** The heading of the index is its title. */
function barOf ({ title, address, links }: Pages, isIndex: boolean): SafeHtml {
  const brand = isIndex ? undefined : html`<a class="brand" href="${address.index('html')}">${title}</a>`
  return html`<header class="bar">${brand}${linksOf('More', links)}</header>`
}

export function linksOf (label: string, links: Pages['links']): SafeHtml | undefined {
  if (links.length === 0) return undefined
  return html`<nav aria-label="${label}"><ul>${links.map(({ text, href }) => html`<li><a href="${href}">${text}</a></li>`)}</ul></nav>`
}

/** The other formats of a page, with their names and media types. */
const others = [['json', 'JSON', 'application/json'], ['md', 'Markdown', 'text/markdown']] as const

function alternatesOf ({ formats }: Pages, formOf: Page['formOf']): SafeHtml[] {
  const found = others.filter(([format]) => formOf !== undefined && formats.includes(format))
  return found.map(([format, , type]) => html`<link rel="alternate" type="${type}" href="${formOf?.(format)}">\n`)
}

function footOf ({ address, formats }: Pages, formOf: (format: Format) => string): SafeHtml | undefined {
  const found = others.filter(([format]) => formats.includes(format))
  if (found.length === 0) return undefined
  const links = found.map(([format, name], index) => html`${index === 0 ? '' : ' or '}<a href="${formOf(format)}">${name}</a>`)
  const llms = formats.includes('md') ? html` · <a href="${address.file('llms.txt')}">llms.txt</a>` : undefined
  return html`<footer>This page as ${links}${llms}</footer>`
}

/** The attribute of a text that is not in the language of the page around it. */
export function langOf (language: string): SafeHtml | undefined {
  return language === 'en' ? undefined : html` lang="${language}" dir="auto"`
}

/** The class of the colour of a status. */
export function toneOf (status: number): string {
  return `s${Math.floor(status / 100)}`
}
