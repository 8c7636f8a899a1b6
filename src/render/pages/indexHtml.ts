import { html, type SafeHtml } from '@remix-run/html-template'
import { counted } from '../../support/counted.ts'
import { retryAdvice } from './advice.ts'
import { classOf, everything, toGroups, type CodeRow, type Filter } from './indexPage.ts'
import { breakable, langOf, linksOf, toDocument, toneOf } from './layout.ts'
import { publicEntries, type Pages } from './pages.ts'

/** All codes by group, with a filter that works on the server and in the page. */
export function indexHtml (pages: Pages, filter: Filter = everything): string {
  const { title, address, others } = pages
  const total = publicEntries(pages.catalog).length
  const groups = [...toGroups(pages, filter)]
  const shown = groups.reduce((sum, [, rows]) => sum + rows.length, 0)
  return toDocument({
    pages,
    title,
    description: `Every error of ${title}: what it means, what to do next and whether to retry.`,
    formOf: address.index,
    content: html`<h1>${title}</h1>
<p class="lead">Every error this API returns: what it means, what to do next, and whether to retry.</p>
${others.length === 0 ? '' : html`<div class="others"><h2>Other catalogs</h2>${linksOf('Other catalogs', others)}</div>`}
${filterOf(pages, filter)}
<p class="count" role="status">${shown === total ? counted(total, 'code') : `${shown} of ${counted(total, 'code')}`}</p>
${groups.map(([name, rows]) => sectionOf(pages, name, rows))}
<p class="none"${html.raw`${shown === 0 ? '' : ' hidden'}`}>No code fits. <a href="${address.index('html')}">Show all codes</a></p>`
  })
}

function filterOf (pages: Pages, { q, status, group }: Filter): SafeHtml {
  const entries = publicEntries(pages.catalog)
  const statuses = [...new Set(entries.flatMap(entry => [classOf(entry.status), String(entry.status)]))].sort()
  const groups = [...new Set(entries.map(entry => entry.group ?? ''))].filter(name => name !== '')
  return html`<form class="filter" role="search" method="get">
<label class="wide">Code, status or words
<input type="search" name="q" value="${q}" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
${selectOf('Status', 'status', statuses, status)}
${groups.length < 2 ? '' : selectOf('Group', 'group', groups, group)}
<button>Filter</button>
</form>`
}

function selectOf (label: string, name: string, values: readonly string[], chosen: string): SafeHtml {
  return html`<label>${label}
<select name="${name}"><option value="">Any</option>${values.map(each => optionOf(each, chosen))}</select></label>`
}

function optionOf (value: string, chosen: string): SafeHtml {
  return value === chosen ? html`<option selected>${value}</option>` : html`<option>${value}</option>`
}

function sectionOf (pages: Pages, name: string, rows: readonly CodeRow[]): SafeHtml {
  return html`<section class="group" data-group="${name}">${name === '' ? '' : html`<h2>${name}</h2>`}
<table><thead><tr><th>Status</th><th>Code</th><th>Message</th><th>Retry</th></tr></thead><tbody>
${rows.map(row => rowOf(pages, row))}</tbody></table></section>
`
}

function rowOf ({ address, language }: Pages, { code, status, message, retry, deprecated }: CodeRow): SafeHtml {
  const mark = deprecated ? html` <i>deprecated</i>` : undefined
  const link = html`<a href="${address.page(code, 'html')}">${breakable(code)}</a>`
  return html`<tr id="${code}"><td class="${toneOf(status)}">${status}</td><td>${link}${mark}</td>
<td${langOf(language)}>${message}</td><td class="retry ${retry}">${retryAdvice[retry].label}</td></tr>
`
}
