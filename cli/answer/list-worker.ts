// A thread that answers batches of a list of phrases.

import { serveAnswers } from '../../library/lists/serve-answers.ts';
import { chooseView } from './list-view.ts';

serveAnswers(chooseView);
