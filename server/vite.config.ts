import { defineConfig } from "vite";

/** Bundles the server with `#protocol` and `#web` inside; packages stay outside. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    ssr: "main.ts",
    outDir: "dist",
    target: "node20",
    emptyOutDir: true,
    sourcemap: true,
    rolldownOptions: { output: { entryFileNames: "main.js" } },
  },
});
