// The least that an HTTP server can do with a JSON body. A process of its own, as the product is.
import fastify from 'fastify';

const app = fastify();
app.post('/', (request) => request.body);
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
