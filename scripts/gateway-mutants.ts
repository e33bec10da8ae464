/** What `npm run mutants` starts; all of it is in the folder `mutants`. */

import './mutants/index.ts';
