import { html, type SafeHtml } from '@remix-run/html-template'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { styleName } from '../src/render/pages/assetNames.ts'
import { announced } from './announced.ts'
import { toCurl } from './toCurl.ts'
import { tries } from './tries.ts'

/** The platforms of the demo, by their paths. */
export const platformTitles: Readonly<Record<string, string>> = {
  kyc: 'Identity verification',
  billing: 'Billing',
  settlement: 'Crypto settlement',
  merchant: 'Merchant payments',
  cards: 'Card issuing'
}

/** `GET /`: links to all parts of the demo. HTML for browsers, JSON for other clients. */
export function home (app: FastifyInstance) {
  app.get('/', async (request, reply) => {
    reply.header('vary', 'Accept')
    if (new Negotiator(request).mediaType(['application/json', 'text/html']) !== 'text/html') {
      return { platforms: Object.keys(platformTitles).map(name => ({ name, path: `/${name}`, errors: `/${name}/errors` })), errors: '/errors', openapi: '/documentation/json' }
    }
    return reply.header('content-security-policy', "default-src 'none'; style-src 'self'; img-src data:").type('text/html; charset=utf-8').send(pageFor(request))
  })
}

function pageFor ({ protocol, host }: FastifyRequest): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Five APIs, one catalog</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/errors/${styleName}">
</head>
<body>
<main>
<h1>Five APIs, one catalog</h1>
<p class="lead">Every error of these APIs is described in catalog.yaml. Read the reference pages, or paste a line into a terminal.</p>
${Object.entries(platformTitles).map(([name, title]) => platformOf(`${protocol}://${host}`, name, title))}
<section class="group"><h2><a href="/errors">Errors of the server itself</a></h2>
<p>What Fastify and its plugins refuse outside of the five APIs.</p></section>
<section class="group"><h2><a href="/documentation">OpenAPI</a></h2><p>The errors of every route.</p></section>
</main>
</body>
</html>
`)
}

function platformOf (base: string, name: string, title: string): SafeHtml {
  const own = tries.filter(({ platform }) => platform === name)
  const lines = own.map(item => html`# ${announced(item)}\n${toCurl(base, item)}\n`)
  return html`<section class="group"><h2><a href="/${name}/errors">${title}</a></h2>
<details><summary>${own.length} requests to try below /${name}</summary><figure><pre>${lines}</pre></figure></details></section>
`
}
