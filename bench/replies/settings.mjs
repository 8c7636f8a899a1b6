/**
 * How instructions are counted: after `warmUp` requests, the median of so many windows, each of so many requests.
 *
 * V8 still compiles functions after 20,000 requests. The median leaves out a window in which it compiles or marks its heap.
 */
export const settings = { warmUp: 26_000, windows: 5, requests: 600 }
