import { html } from '@remix-run/html-template'
import { toDocument } from './layout.ts'
import type { Pages } from './pages.ts'

/** The page that a browser gets for a code that the catalog lacks. */
export function unknownHtml (pages: Pages, code: string, nearest: readonly string[]): string {
  const { title, address } = pages
  const linkTo = (name: string) => html`<a href="${address.page(name, 'html')}"><code>${name}</code></a>`
  const links = nearest.map((name, index) => html`${index === 0 ? '' : ' or '}${linkTo(name)}`)
  return toDocument({
    pages: { ...pages, indexable: false },
    title: `No such code · ${title}`,
    description: 'There is no such error code.',
    content: html`<p class="crumbs"><a href="${address.index('html')}">All errors</a></p>
<h1>No such code</h1>
<p class="message">There is no error code <code>${code.slice(0, 100)}</code>.</p>
${nearest.length === 0 ? '' : html`<p class="message">Did you mean ${links}?</p>`}`
  })
}
