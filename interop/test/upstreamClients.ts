import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { Client } from '@elastic/elasticsearch'
import { request as octokit } from '@octokit/request'
import axios from 'axios'
import { Gaxios } from 'gaxios'
import got from 'got'
import ky from 'ky'
import { ofetch } from 'ofetch'
import OpenAI from 'openai'
import { ClientCredentials } from 'simple-oauth2'
import Stripe from 'stripe'
import { Agent, interceptors, request, fetch as undiciFetch } from 'undici'

/** Sends one request to the upstream at `url` and waits at most `timeout` milliseconds for its response. */
type Send = (url: string, timeout: number) => Promise<unknown>

/** HTTP clients and SDKs, each without retries. */
export const clients: Readonly<Record<string, Send>> = {
  stripe: async (url, timeout) => {
    const { hostname: host, port } = new URL(url)
    return await new Stripe('sk_test', { host, port, protocol: 'http', maxNetworkRetries: 0, timeout }).customers.retrieve('cus_1')
  },
  openai: async (url, timeout) => await new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0, timeout }).models.list(),
  '@octokit/request': async (url, timeout) => await octokit('GET /user', { baseUrl: url, request: { signal: AbortSignal.timeout(timeout) } }),
  '@elastic/elasticsearch': async (url, timeout) => {
    const client = new Client({ node: url, maxRetries: 0, requestTimeout: timeout })
    return await client.get({ index: 'orders', id: '7' })
  },
  ofetch: async (url, timeout) => await ofetch(url, { retry: 0, timeout }),
  got: async (url, timeout) => await got(url, { retry: { limit: 0 }, timeout: { request: timeout } }).json(),
  ky: async (url, timeout) => await ky(url, { retry: 0, timeout }).json(),
  'simple-oauth2': async (url, timeout) => {
    const client = new ClientCredentials({ client: { id: 'id', secret: 'secret' }, auth: { tokenHost: url }, http: { timeout } })
    return await client.getToken({})
  },
  '@aws-sdk/client-sts': async (url, timeout) => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' }
    const requestHandler = { requestTimeout: timeout, throwOnRequestTimeout: true }
    const client = new STSClient({ endpoint: url, region: 'eu-west-1', credentials, maxAttempts: 1, requestHandler })
    return await client.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/shop', RoleSessionName: 'shop' }))
  },
  gaxios: async (url, timeout) => await new Gaxios().request({ url, retry: false, timeout }),
  axios: async (url, timeout) => await axios.get(url, { timeout }),
  'undici request': async (url, timeout) => {
    const dispatcher = new Agent({ headersTimeout: timeout }).compose(interceptors.responseError())
    return await (await request(url, { dispatcher })).body.json()
  },
  'undici fetch': async (url, timeout) => await orThrow(await undiciFetch(url, { signal: AbortSignal.timeout(timeout) })),
  fetch: async (url, timeout) => await orThrow(await fetch(url, { signal: AbortSignal.timeout(timeout) }))
}

/** fetch resolves with every status: many programs throw an error with the response. */
async function orThrow (response: { readonly ok: boolean, readonly status: number, json: () => Promise<unknown> }): Promise<unknown> {
  if (!response.ok) throw Object.assign(new Error(`upstream responded with ${response.status}`), { status: response.status, response })
  return await response.json()
}
