// A problem as the page shows it: what happened, what to do, and where that can be done at once.

import { element, withCode } from './element.js';
import { ApiProblem } from './request.js';
import { keepToken } from './token.js';

/**
 * @param {unknown} error an ApiProblem; anything else is a bug of the page and says so
 * @param {() => void} retry
 * @param {string} [advice] what can be done about it on this page
 */
export function problemPanel(error, retry, advice) {
  const problem =
    error instanceof ApiProblem
      ? error
      : new ApiProblem('page_bug', `This is a bug of the page: ${error}`);
  return element(
    'div',
    { class: 'problem', role: 'alert' },
    element('h2', {}, writeHeading(problem)),
    // A message of the server may hold other people's text, where a backquote is no more than one.
    element('p', {}, ...(problem.status === 0 ? withCode(problem.message) : [problem.message])),
    advice !== undefined && element('p', {}, advice),
    isOfTokens(problem) && tokenForm(retry),
    mayPass(problem) &&
      element('button', { type: 'button', class: 'quiet', click: retry }, 'Ask again'),
    element(
      'p',
      { class: 'code' },
      problem.status === 0 ? problem.code : `${problem.status} ${problem.code} `,
      problem.help !== null && element('a', { href: problem.help }, 'what it means'),
    ),
  );
}

/** Does the server want a token? A proxy's 401 asks for something else. @param {ApiProblem} problem */
function isOfTokens({ status, code }) {
  return status === 401 && code === 'unauthorized';
}

/** Can the same question be answered later? @param {ApiProblem} problem */
function mayPass({ status }) {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

/** The problem's own title, where it has one. @param {ApiProblem} problem */
function writeHeading(problem) {
  const { status, title } = problem;
  if (status === 0) return title ?? 'No answer';
  if (isOfTokens(problem)) return 'This server asks for a token';
  return title ?? (status < 500 ? 'The question was refused' : 'The server could not answer');
}

/** @param {() => void} retry */
function tokenForm(retry) {
  const field = element('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'off',
    required: true,
    pattern: '\\s*[!-~]+\\s*', // what a header can hold
    title: 'one line of the token file',
  });
  const form = element(
    'form',
    { class: 'token' },
    element('label', { for: 'token' }, 'Token (kept in this tab only)'),
    field,
    element('button', { type: 'submit', class: 'primary' }, 'Use it'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    keepToken(field.value.trim());
    retry();
  });
  return form;
}
