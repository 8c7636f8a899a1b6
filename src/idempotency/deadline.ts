import { isPromise, type MaybePromise } from './store.ts'

/** The result of a call of the store; rejects after `milliseconds`. A result that is not a promise is returned unchanged. */
export function withDeadline<T> (result: MaybePromise<T>, milliseconds: number): MaybePromise<T> {
  if (!isPromise(result)) return result
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the store did not respond within ${milliseconds} ms (option storeTimeout)`)), milliseconds
    )
    const settle = <V>(end: (value: V) => void) => (value: V) => {
      clearTimeout(timer)
      end(value)
    }
    result.then(settle(resolve), settle(reject))
  })
}
