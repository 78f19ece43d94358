import { createServer } from "node:http";

// What Node itself needs for an answer: all others are measured against it.
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(204).end();
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("disconnect", () => process.exit());
