# One image for the three services; the command says which one runs.

FROM node:24.21.0-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package runs a program of its own: nothing that a service needs is built at installation.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY libs ./libs
COPY apps ./apps
RUN npm run build
# What is optional is the embedded PostgreSQL of a bare machine.
RUN npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24.21.0-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist/libs ./dist/libs
COPY --from=build /app/dist/apps ./dist/apps
USER node
# The options keep a loaded service's heap from growing to four times what is alive in it.
ENTRYPOINT ["node", "--max-semi-space-size=16", "--heap-growing-percent=100"]
CMD ["dist/apps/trading/src/main.js"]
EXPOSE 4101 4102 4103
