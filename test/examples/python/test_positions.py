"""Where the last word and the critical phrase of a sentence end. Places are written out by hand."""

import unittest

import tiny_models  # noqa: F401  (finds examples/python)
from pair_sets import Pair
from token_positions import last_word_end, phrase_ends, token_at


def ends(good: str, bad: str, critical: str) -> tuple[str, str] | None:
    """What the sentence has up to the two characters, so that a place can be read."""
    found = phrase_ends(Pair(good, bad, critical))
    return None if found is None else (good[: found[0] + 1], good[: found[1] + 1])


class Positions(unittest.TestCase):
    def test_the_last_word_ends_before_the_final_punctuation(self) -> None:
        for sentence, word_end in [
            ("Raymond is selling this sketch.", "sketch"), ("Who left?! ", "left"), ("Go", "Go"),
            ("He saw the boys'.", "boys'"), ("“He said 'yes.'”", "yes"), ("It costs 5%.", "5%"),
            ("She isn’t…", "isn’t"), ("वह गया।", "गया"), ("A (b).", "b"),
        ]:
            end = last_word_end(sentence)
            self.assertIsNotNone(end, sentence)
            self.assertTrue(sentence[: (end or 0) + 1].endswith(word_end), (sentence, end))
        for sentence in ("...", "", "'"):
            self.assertIsNone(last_word_end(sentence), sentence)

    def test_a_phrase_has_a_first_and_a_last_word(self) -> None:
        self.assertEqual(ends("He is selling this sketch.", "He is selling this sketches.",
                              "this sketch"),
                         ("He is selling this", "He is selling this sketch"))
        self.assertEqual(ends("There is soon to be a cat.", "There is willing to be a cat.",
                              "there is soon to"), ("There", "There is soon to"))

    def test_of_a_phrase_of_one_word_both_ends_are_the_same(self) -> None:
        self.assertEqual(ends("They haven't left.", "They hasn't left.", "haven't"),
                         ("They haven't", "They haven't"))

    def test_a_phrase_is_no_part_of_a_longer_word(self) -> None:
        self.assertEqual(ends("Bathe his hand.", "Bathe his hands.", "his hand"),
                         ("Bathe his", "Bathe his hand"))
        self.assertEqual(ends("Those boyish men met those boy.", "Those boyish men met that boy.",
                              "those boy"), ("Those boyish men met those",
                                             "Those boyish men met those boy"))

    def test_of_two_places_the_one_that_holds_the_difference_counts(self) -> None:
        good = "That waitress does embarrass that waitress."
        bad = "That waitress does embarrass those waitress."
        self.assertEqual(ends(good, bad, "that waitress"), (good[:33], good[:-1]))

    def test_space_case_and_quotation_marks_do_not_matter(self) -> None:
        self.assertEqual(ends("He said 'this  Sketch' twice.", "He said 'these  Sketch' twice.",
                              "this sketch"), ("He said 'this", "He said 'this  Sketch"))
        self.assertEqual(ends("İzmir is here.", "İzmir are here.", "izmir is".replace("i", "i̇", 1)),
                         ("İzmir", "İzmir is"))

    def test_without_spaces_the_first_character_stands_for_the_first_word(self) -> None:
        self.assertEqual(ends("老师买了三本书。", "老师买了三条书。", "三本书"),
                         ("老师买了三", "老师买了三本书"))

    def test_a_phrase_that_is_not_there_has_no_ends(self) -> None:
        self.assertIsNone(ends("He left.", "He leave.", "she left"))
        self.assertIsNone(phrase_ends(Pair("He left.", "He leave.", None)))

    def test_of_the_tokens_of_one_character_the_last_counts(self) -> None:
        self.assertEqual(token_at([(0, 1), (1, 2), (1, 2), (2, 4)], 1), 2)
        self.assertIsNone(token_at([(0, 1)], 1))


if __name__ == "__main__":
    unittest.main()
