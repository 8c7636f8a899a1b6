import { toError, type Classes } from './apiError.ts'
import { createReader } from './createReader.ts'
import { sleep } from './sleep.ts'
import { shouldRetry } from './shouldRetry.ts'
import { withRetry, type RetryOptions } from './withRetry.ts'
import type { CodeTable, ErrorData } from './types.ts'

/** Options for `ky.create`: retry failures as the catalog says, and throw them as errors of their classes. */
export function kyOptions<C extends CodeTable> (
  errors: ErrorData<C>, { classes = {}, ...options }: RetryOptions & { readonly classes?: Classes } = {}
) {
  const read = createReader(errors)
  const toThrown = async (given: unknown) => {
    // ky 1 passes the error, ky 2 an object with it.
    const { error = given } = given as { error?: unknown }
    const failure = await read(error)
    return (failure === undefined ? error : toError(failure, classes)) as Error
  }
  return {
    retry: 0,
    fetch: withRetry(globalThis.fetch, errors, options),
    hooks: { beforeError: [toThrown as (given: object) => Promise<never>] }
  }
}

/** The part of an axios instance that the adapter uses. */
interface AxiosLike {
  readonly request: (config: never) => Promise<unknown>
  readonly interceptors: { readonly response: { readonly use: (fulfilled: undefined, rejected: (error: unknown) => unknown) => unknown } }
}

type AxiosConfig = { method?: string, headers?: { get?: (name: string) => unknown }, attempt?: number, signal?: AbortSignal }

/** Retry the failures of an axios instance as the catalog says, and throw them as errors of their classes. */
export function addAxiosRetry<C extends CodeTable> (
  axios: AxiosLike, errors: ErrorData<C>, { classes = {}, ...options }: RetryOptions & { readonly classes?: Classes } = {}
) {
  const read = createReader(errors)
  axios.interceptors.response.use(undefined, async error => {
    const failure = await read(error)
    const { config } = error as { config?: AxiosConfig }
    if (failure === undefined || config === undefined) throw error
    const { method, headers, signal, attempt = 1 } = config
    const decision = shouldRetry(failure, {
      ...options,
      ...method === undefined ? {} : { method },
      key: headers?.get?.('idempotency-key') as string | undefined,
      attempt
    })
    if (!decision.retry) throw toError(failure, classes)
    await sleep(decision.after * 1000, signal)
    return await axios.request({ ...config, attempt: attempt + 1 } as never)
  })
}
