import { html, type SafeHtml } from '@remix-run/html-template'
import type { Template } from '../../catalog/template.ts'
import type { Snippet } from '../generate/snippets.ts'
import type { BodySample, CodePage, DetailRow } from './codePage.ts'
import { breakable, langOf, toDocument, toneOf } from './layout.ts'
import type { Pages, Route } from './pages.ts'

type Html = SafeHtml | undefined

/** The page of a code: what happened, what to do next and whether to retry come first. */
export function codeHtml (pages: Pages, page: CodePage): string {
  const { code, status, message, advice } = page
  const { title, address } = pages
  return toDocument({
    pages,
    title: `${code} · ${title}`,
    description: `${status}: ${message} ${advice.label}.`,
    formOf: format => address.page(code, format),
    content: html`<article>
${headOf(pages, page)}
<div class="columns">
<div class="prose">
${[nextOf(pages, page), meaningOf(pages, page), detailsOf(pages, page.details), routesOf(page), lifeOf(pages, page), translationsOf(page)]}
</div>
<div class="wire">
${[page.bodies.map(body => responseOf(page, body)), requestOf(page), snippetsOf(page.snippets)]}
</div>
</div>
</article>`
  })
}

function headOf ({ address, language }: Pages, { code, status, reason, template, group, retry, advice, deprecated }: CodePage): SafeHtml {
  const index = address.index('html')
  const groupCrumb = group === '' ? undefined : html` / <a href="${groupLink(index, group)}">${group}</a>`
  const chips = [
    html`<span class="${toneOf(status)}">${status} ${reason}</span>`,
    html` <span class="retry ${retry}">${advice.label}</span>`,
    deprecated ? html` <span class="old">Deprecated</span>` : undefined
  ]
  return html`<p class="crumbs"><a href="${index}">All errors</a>${groupCrumb}</p>
<h1><code>${breakable(code)}</code></h1>
<p class="chips">${chips}</p>
<p class="message"${langOf(language)}>${messageOf(template)}</p>`
}

function groupLink (index: string, group: string): string {
  return `${index}${index.includes('?') ? '&' : '?'}group=${encodeURIComponent(group)}`
}

/** The message with its details marked. */
function messageOf ({ literals, holes }: Template): SafeHtml[] {
  return literals.map((literal, index) => html`${literal}${holes[index] === undefined ? '' : html`<var>${holes[index]}</var>`}`)
}

function nextOf ({ catalog: { language } }: Pages, { action, advice, retry, retryAfter, deprecation }: CodePage): SafeHtml {
  const wait = retryAfter === undefined ? '' : ` The usual wait is ${retryAfter} s.`
  return html`<section class="next">
<h2>What to do</h2>
${action === undefined ? '' : html`<p${langOf(language)}>${action}</p>`}
<p class="verdict ${retry}"><strong>${advice.label}.</strong> ${advice.sentence}${wait}</p>
${deprecation === undefined ? '' : html`<p><strong>Deprecated.</strong> ${deprecation}</p>`}
</section>`
}

function meaningOf ({ catalog: { language } }: Pages, { meaning, causes }: CodePage): Html[] {
  const lang = langOf(language)
  const items = causes.map(cause => html`<li>${cause}</li>`)
  return [
    meaning === undefined ? undefined : html`<section><h2>What it means</h2><p${lang}>${meaning}</p></section>`,
    causes.length === 0 ? undefined : html`<section><h2>Possible causes</h2><ul${lang}>${items}</ul></section>`
  ]
}

function detailsOf ({ catalog: { language } }: Pages, details: readonly DetailRow[]): Html {
  if (details.length === 0) return undefined
  const lang = langOf(language)
  const rows = details.map(({ name, type, required, description }) => html`
<div id="detail-${name}"><dt><a href="#detail-${name}"><code>${name}</code></a></dt>
<dd><code>${type}</code>${required ? '' : ' optional'}${description === undefined ? '' : html`<p${lang}>${description}</p>`}</dd></div>`)
  return html`<section><h2>Details in the response</h2><dl class="details">${rows}
</dl></section>`
}

/** Longer lists are folded. */
const maxRoutes = 8

function routesOf ({ routes }: CodePage): Html {
  if (routes === 'any') return html`<section><h2>Routes</h2><p>Any route can answer with this code.</p></section>`
  if (routes.length === 0) return undefined
  const [first, rest] = [routes.slice(0, maxRoutes), routes.slice(maxRoutes)]
  const more = rest.length === 0 ? undefined : html`<details><summary>${rest.length} more</summary>${routeList(rest)}</details>`
  return html`<section><h2>Routes that answer with this code</h2>${routeList(first)}${more}</section>`
}

function routeList (routes: readonly Route[]): SafeHtml {
  return html`<ul class="routes">${routes.map(({ method, url }) => html`<li><code><b>${method}</b> ${url}</code></li>`)}</ul>`
}

function lifeOf ({ address }: Pages, { since, replacedBy, aliases, className }: CodePage): Html {
  const rows = [
    ['Since', since],
    ['Use instead', replacedBy && html`<a href="${address.page(replacedBy, 'html')}"><code>${replacedBy}</code></a>`],
    ['Former names', aliases.length === 0 ? undefined : html`${aliases.map(alias => html`<code>${alias}</code> `)}`],
    ['Class in SDKs', className && html`<code>${className}</code>`]
  ] as const
  const known = rows.filter(([, value]) => value !== undefined)
  if (known.length === 0) return undefined
  return html`<section><h2>About this code</h2>
<dl>${known.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl></section>`
}

function translationsOf ({ translations }: CodePage): Html {
  if (translations.length === 0) return undefined
  const rows = translations.map(([language, text]) => html`<div><dt>${language}</dt><dd lang="${language}">${text}</dd></div>`)
  return html`<section><h2>In other languages</h2><dl>${rows}</dl></section>`
}

function responseOf ({ status, reason, headers }: CodePage, { envelope, contentType, body }: BodySample): SafeHtml {
  return html`<section><h2>Response <small>${envelope} envelope</small></h2>
<figure><pre><b>HTTP/1.1 ${status} ${reason}</b>
${[['content-type', contentType] as const, ...headers].map(([name, value]) => html`<span>${name}:</span> ${value}\n`)}
${jsonOf(body)}</pre></figure></section>`
}

/** JSON in lines, its names marked. */
function jsonOf (body: unknown): SafeHtml[] {
  return JSON.stringify(body, null, 2).split('\n').map(line => {
    const [, space = '', name, rest = ''] = /^( *)("(?:[^"\\]|\\.)*"): (.*)$/.exec(line) ?? []
    return name === undefined ? html`${line}\n` : html`${space}<span>${name}:</span> ${rest}\n`
  })
}

function requestOf ({ curl, routes }: CodePage): Html {
  if (curl === undefined) return undefined
  const title = routes === 'any' || routes.length === 0 ? 'This page in a terminal' : 'A request that can get it'
  return html`<section><h2>${title}</h2><figure><pre>${curl}</pre></figure></section>`
}

/** One language is open at a time, the first one first. */
function snippetsOf (snippets: readonly Snippet[]): SafeHtml {
  const blocks = snippets.map(({ title, text }, index) => html`
<details name="language"${index === 0 ? html` open` : ''}><summary>${title}</summary><figure><pre>${text}</pre></figure></details>`)
  return html`<section><h2>Handle it in a client</h2>${blocks}</section>`
}
