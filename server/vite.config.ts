import { defineConfig } from "vite";

/** Bundles the server and its command line with `#protocol` and `#web` inside; packages stay outside. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    ssr: true,
    outDir: "dist",
    target: "node20",
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: {
      input: { main: "main.ts", cli: "cli.ts" },
      // All in one folder: what asks for its own folder finds the same everywhere.
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
});
