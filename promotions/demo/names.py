"""Names for people who do not exist: first and last names of many cultures, combined at random."""

import unicodedata

import numpy as np

from promotions.demo.blueprint import Ints

WOMEN = """
Abena Adaeze Agnieszka Aiko Aisha Alice Amara Amelia Amina Ana Anjali Anna Ayşe Beatriz Bronwen Camille Carmen Catarina Charlotte
Chiara Chloe Claire Dalia Daniela Deepa Diana Eleanor Elena Elif Emily Esther Eun-ji Fatima Fiona Freya Gabriela Grace Greta Hana
Hannah Helen Ifeoma Imani Ingrid Isabel Isla Jasmine Joanna Joy Julia Karolina Katarina Kavita Khadija Laila Lakshmi Leila Lin Lucia
Mai Maria Marta Maya Mei Meera Mercy Mina Nadia Naomi Nia Niamh Nkechi Noor Olga Olivia Parveen Patricia Pilar Priya Rachel Rania
Rosa Ruth Sabine Sadia Saoirse Sara Shanice Shreya Siobhan Sofia Sophie Suda Sunita Tamara Tanisha Teresa Thandiwe Tuyet Uma
Valentina Wanjiru Xiu Yasmin Yuki Zainab Zoe Zuzana
""".split()
MEN = """
Aaron Abdul Adam Ahmed Alejandro Alexander Andrzej Anil Antonio Arjun Ashok Babak Ben Bilal Bogdan Callum Carlos Chidi Chukwuma Cian
Daniel David Dariusz Dev Dimitri Edward Ekow Emeka Emre Erik Farid Femi Filip Finn Francisco Gareth George Giovanni Hamza Haruto
Hassan Henrik Hiroshi Hugo Ibrahim Idris Ivan Jack Jakub James Jamal Javier Jin Joel Jonas José Juan Kamal Karim Kenji Kofi Kwame
Lars Leon Liam Luca Luis Malik Manuel Marco Marcus Mark Martin Mateus Matthew Mehmet Michael Miguel Mohammed Nathan Nikhil Noah
Oliver Omar Oscar Paolo Patrick Paul Pavel Peter Rahul Ravi Rhys Robert Samuel Sanjay Sergei Sipho Stefan Tariq Thabo Thomas Tomasz
Tuan Vikram Viktor Wei William Yaw Yusuf Zoltan
""".split()
EITHER = """
Alex Ariel Ash Blake Casey Charlie Dara Eden Frankie Jamie Jordan Kai Kim Lee Morgan Nico Quinn Remi Robin Rowan Sam
Sasha Sky Taylor
""".split()
LAST = """
Abubakar Adeyemi Adler Agarwal Ahmed Akhtar Ali Allen Almeida Alvarez Andersson Antoniou Asante Ashworth Bailey Baker Balogun Banda
Banerjee Begum Bennett Berger Bianchi Boateng Bose Brennan Brown Campbell Carter Chanda Chatterjee Chen Chowdhury Clarke Collins
Costa Cruz Dang Das Davies Delgado Desai Dhillon Diallo Dlamini Doherty Dubois Dumitru Edwards Eriksen Evans Farah Farooq Fernandez
Ferrari Fischer Fofanah Foster Fraser Garcia Georgiou Gill Gomez Green Gupta Hall Hansen Haque Hashimoto Hill Hoang Horvath Hughes
Hussain Ito Iyer Jackson James Janssen Jha Johnson Jones Joshi Kamara Kaplan Kapoor Kaur Kelly Khan Kim King Kowalski Kumar Lam
Larsen Lee Lewis Lim Lopez Lowe Mahmoud Malik Martin Mbeki Mensah Meyer Mishra Mitchell Mohamed Moreau Morgan Morris Moyo Murphy
Murray Mwangi Nair Nakamura Navarro Ncube Nguyen Nowak Nwosu Obi O'Brien Odhiambo Okafor Olsen Osei Owen Park Parker Patel Pavlov
Pereira Petrov Phillips Pillai Popescu Price Qureshi Rahman Ramos Rao Reid Reyes Roberts Rossi Roy Russo Saito Salazar Santos Sato
Schmidt Scott Shah Sharma Silva Singh Smith Sokolov Stewart Suzuki Takahashi Tan Taylor Thapa Thomas Thompson Tran Turner Usman
Vargas Varga Verma Walker Wang Ward Watson Weber White Williams Wilson Wong Wood Wright Yamamoto Yang Yilmaz Young Yusuf Zhang
Ziegler
""".split()
DOMAIN = "demo.example.org"


def draw(sex: Ints, random: np.random.Generator) -> tuple[list[str], list[str]]:
    """Return a first and a last name for each person; sex counts as in `history.SEXES`, and one in twelve has a name of either."""
    either = (random.random(len(sex)) < 1 / 12) | (sex == 2)
    places = random.integers(0, 1 << 30, len(sex))
    lists = np.where(either, 2, sex)
    pools = (WOMEN, MEN, EITHER)
    first = [pools[which][place % len(pools[which])] for which, place in zip(lists.tolist(), places.tolist(), strict=True)]
    last = [LAST[place] for place in random.integers(0, len(LAST), len(sex)).tolist()]
    return first, last


def _plain(name: str) -> str:
    """Return a name as it goes into an address: letters a–z only."""
    spelled = unicodedata.normalize("NFKD", name.replace("ş", "s").replace("ı", "i"))
    return "".join(letter for letter in spelled.lower() if letter.isascii() and letter.isalpha())


PLAIN = {name: _plain(name) for name in [*WOMEN, *MEN, *EITHER, *LAST]}


def addresses(first: list[str], last: list[str], numbers: range) -> list[str]:
    """Return an e-mail address for each person, made unique by their number."""
    return [f"{PLAIN[one]}.{PLAIN[two]}.{number}@{DOMAIN}" for one, two, number in zip(first, last, numbers, strict=True)]
