/**
 * Words that Gatehouse asks people to repeat: of three syllables or more, all in CMUdict, and any two of them at least
 * four changed phones apart (a vowel for another vowel counts half).
 */
export const CODE_WORDS: readonly string[] = (
  "elephant tomato banana kangaroo umbrella butterfly helicopter volcano crocodile dinosaur octopus flamingo spaghetti " +
  "macaroni cucumber avocado strawberry apricot coconut cinnamon mayonnaise hamburger bicycle motorcycle submarine " +
  "locomotive carousel ambulance saxophone violin harmonica accordion orchestra february september saturday australia " +
  "alaska florida alabama indigo museum cathedral university microscope calculator computer pajamas newspaper magazine " +
  "dictionary basketball volleyball badminton gymnastics galaxy asteroid president professor electrician lieutenant " +
  "detective gladiator unicorn"
).split(" ");
