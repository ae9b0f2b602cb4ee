/** What node:http alone costs, the body read: no server can be faster, and the load generator must be. */
import { listening } from './listening.js'

listening((request, response) => {
  request.resume().on('end', () => response.end('success'))
})
