/** Where services of others would be: nothing listens there, and a request is refused at once. */
export const unreachable = 'http://127.0.0.1:2'
