import type { Json, JsonObject } from '../../contracts/json.js';
import { PROBLEMS } from '../../contracts/problems.js';
import { block, html, type Content, type Html } from './html.js';

const object = (value: Json | undefined): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {});
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** `#/components/schemas/Request` → a link to where this page shows it. */
function schemaLink(schema: JsonObject): Content {
  const name = /^#\/components\/schemas\/(\w+)$/.exec(text(schema['$ref']))?.[1];
  return name === undefined ? block(JSON.stringify(schema, null, 2)) : html`<a href="#schema-${name}"><code>${name}</code></a>`;
}

function contentOf(of: JsonObject): Content {
  return Object.entries(object(of['content'])).map(([type, media]) => {
    const schema = object(media)['schema'];
    return html`<div><small>${type}</small> ${schema === undefined ? null : schemaLink(object(schema))}</div>
      ${Object.values(object(object(media)['examples'])).map(example)}`;
  });
}

function example(given: Json): Html {
  const { summary, value = null } = object(given);
  return html`<details>
    <summary><small>${text(summary)}</small></summary>
    ${block(JSON.stringify(value, null, 2))}
  </details>`;
}

function parameterRow(parameter: JsonObject): Html {
  const schema = object(parameter['schema']);
  const type = text(schema['type']) || list(schema['enum']).map(String).join(' | ');
  return html`<tr>
    <td><code>${text(parameter['name'])}</code></td>
    <td>${text(parameter['in'])}${parameter['required'] === true && ', required'}</td>
    <td>${type} ${text(schema['pattern'])} ${prose(text(parameter['description']))}</td>
  </tr>`;
}

/** Backticks of the descriptions, as code. */
function prose(words: string): Content {
  return words.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** The lists among a description's paragraphs. */
function further(paragraphs: readonly string[]): Content {
  return paragraphs.map(
    (each) =>
      html`<ul>
        ${each.split(/^- /m).flatMap((item) => (item.trim() === '' ? [] : [html`<li>${prose(item.trim())}</li>`]))}
      </ul>`,
  );
}

function operation(method: string, path: string, of: JsonObject): Html {
  const parameters = list(of['parameters']).map(object);
  const body = object(of['requestBody']);
  const [first = '', ...more] = text(of['description']).split('\n\n');
  return html`<section class="card" id="${text(of['operationId'])}">
    <h2>
      <span class="chip ${method === 'get' ? 'info' : method === 'delete' ? 'no' : 'ok'}">${method.toUpperCase()}</span>
      <code>${path}</code>
    </h2>
    <p>${text(of['summary'])}. ${prose(first)}</p>
    ${further(more)}
    ${
      parameters.length > 0 &&
      html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th>Parameter</th>
              <th>In</th>
              <th>Value</th>
            </tr>
          </thead>
          <tbody>
            ${parameters.map(parameterRow)}
          </tbody>
        </table>
      </div>`
    }
    ${
      body['content'] !== undefined &&
      html`<h3>Body</h3>
        ${contentOf(body)}`
    }
    <h3>Answers</h3>
    <div class="scroll">
      <table>
        <tbody>
          ${Object.entries(object(of['responses'])).map(
            ([status, answer]) =>
              html`<tr>
                <td><code>${status}</code></td>
                <td>${text(object(answer)['description'])} ${contentOf(object(answer))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The OpenAPI document as a page: nothing is loaded from elsewhere, so that it works offline and under the strict policy. */
export function docsPage(document: JsonObject): Content {
  const operations = Object.entries(object(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, of]) => ({ path, method, of: object(of) })),
  );
  const tags = list(document['tags']).map((tag) => text(object(tag)['name']));
  const ofTag = (tag: string) => operations.filter(({ of }) => list(of['tags']).includes(tag));
  return html`<div class="grid">
    <div class="stack first">
      <header>
        <h1>API</h1>
        <p class="lead">
          JSON over HTTP, with <code>Authorization: Bearer csk_…</code>. Errors are RFC 9457 problem details with a stable
          <code>code</code>. The same as <a href="/openapi.json">OpenAPI 3.1</a>.
        </p>
      </header>
      ${operations.map(({ method, path, of }) => operation(method, path, of))}
      <section class="card" id="codes">
        <h2>Codes of the doors</h2>
        <div class="scroll">
          <table>
            <tbody>
              ${Object.entries(PROBLEMS).map(
                ([code, [status, title]]) =>
                  html`<tr>
                    <td><code>${code}</code></td>
                    <td>${status}</td>
                    <td>${title}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>
      <section class="card">
        <h2>Schemas</h2>
        ${Object.entries(object(object(document['components'])['schemas'])).map(
          ([name, schema]) =>
            html`<details id="schema-${name}">
              <summary>${name}<small>${text(object(schema)['description'])}</small></summary>
              <div class="inner">${block(JSON.stringify(schema, null, 2))}</div>
            </details>`,
        )}
      </section>
    </div>
    <nav class="stack side" aria-label="Calls">
      ${tags.map(
        (tag) =>
          html`<section class="card">
            <h2>${tag}</h2>
            <ul class="list">
              ${ofTag(tag).map(({ of }) => html`<li><a href="#${text(of['operationId'])}">${text(of['summary'])}</a></li>`)}
            </ul>
          </section>`,
      )}
    </nav>
  </div>`;
}
