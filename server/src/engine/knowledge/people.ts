/** Columns that say who a person is, or what they must not be judged by, as their names say it. */

/** The parts of a column's name in lower case: `applicantGender` and `Applicant Gender` are `applicant_gender`. */
function plainName(column: string): string {
  return column
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s.-]+/g, '_');
}

/** Whose attribute it is, before the name, and how it is written down, after it. */
const OF_A_PERSON =
  '(?:(?:applicant|customer|client|employee|person|personal|user|borrower|candidate|defendant|member)_)?';
const RECORDED = '(?:_(?:code|cat|enc|encoded|group|male|female))?';

const PROTECTED = new RegExp(
  `^${OF_A_PERSON}(?:gender|sex|race|ethnicity|ethnic_group|religion|nationality|marital_status|maritalstatus|disability|sexual_orientation)${RECORDED}$`,
);
const WEAK = new RegExp(`^${OF_A_PERSON}(?:age|zip|zip_?code|post_?code|postal_code)(?:_group)?$`);

/** True for a column of an attribute that people must not be judged by, such as `gender`; names inside of other words are none. */
export function isProtected(column: string): boolean {
  return PROTECTED.test(plainName(column));
}

/** True for a column that is legitimate in most models, and stands for a protected attribute in some: age, and where one lives. */
export function isWeaklyProtected(column: string): boolean {
  return WEAK.test(plainName(column));
}

/** Words of decisions about people: they have rights where a model takes part in one. */
export const DECISIONS =
  /(?:^|[^a-z])(loans?|credit|hiring|hired|applicants?|patients?|diagnos[ie]s|insurance|insured|fraud|recidivism|mortgage)(?![a-z])/;

/** Words of medicine, where sex and age are causes and not prejudice. */
export const MEDICINE =
  /(?:^|[^a-z])(patients?|diagnos[ie]s|diagnostic|diseases?|clinical|hospitals?|medical|medicine|health\w*|cancer|tumou?rs?|diabet\w+|strokes?|heart\w*|cardi\w+|blood\w*|cholesterol|mortality|symptoms?|covid\w*|sepsis|icu|bmi|dosage|genes?|hr_bpm)(?![a-z])/;

/** Words of data in which `sex` or `race` are no attribute of somebody who is judged: animals, sports, and those long dead. */
export const NOBODY_JUDGED =
  /(?:^|[^a-z])(abalones?|penguins?|crabs?|fish(?:es)?|species|animals?|dogs?|cats?|horses?|jockeys?|laps?|drivers?|circuits?|athletes?|olympics?|titanic|pclass|embarked)(?![a-z])/;

const IDENTIFYING = new RegExp(
  `^${OF_A_PERSON}(?:e_?mail|e_?mail_address|phone|phone_number|mobile_number|ssn|social_security(?:_number)?|iban|passport(?:_number|_no)?|tax_id|first_name|last_name|full_name|street_address|date_of_birth|dob|ip_address)$`,
);

/**
 * True for a column that names one person: `email`, `customer_phone`. `model_name` and its like are none, nor are `mobile` and `street`:
 * as columns, these more often tell kinds of devices and roads apart.
 */
export function isIdentifying(column: string): boolean {
  return IDENTIFYING.test(plainName(column));
}
