"""What people try first: words of school, months, first names, towns, and sayings that are worth next to nothing."""

from __future__ import annotations

_SCHOOL = """
ecole ecoles maternelle elementaire primaire college lycee classe classes eleve eleves enfant enfants directrice directeur
direction maitre maitresse maitree maitreg professeur prof profs instit institut institutrice instituteur enseignant enseignante
rased psyen psychologue psy sante medecin infirmiere infirmier ulis segpa upe2a ppre pap pps pai ess geva mdph onde affelnet
education educnat nationale academie rectorat dasen ien inspection inspecteur inspectrice circonscription pole ressource
ressources cantine recreation cartable tableau craie cahier livret scolaire periscolaire atsem aesh avs rentree vacances
bienvenue bonjour coucou soleil secret coffre maison famille amour chouchou doudou loulou chaton princesse
motdepasse motdepass mdp passe pass password passwd passw0rd admin administrateur azerty azertyuiop qwerty qwertyuiop qsdfgh
wxcvbn letmein welcome bonsoir merci toto titi tata test invite guest root user utilisateur marseille paris lyon lille nantes
toulouse bordeaux strasbourg montpellier rennes france francais republique liberte egalite fraternite laicite marianne
ferry julesferry jeanmoulin moulin pasteur curie hugo prevert pagnol dolto montessori freinet jaures zola voltaire rousseau
petite moyenne grande section cp ce1 ce2 cm1 cm2 ps ms gs tps
madame monsieur mme mlle bureau ordinateur
"""
_CALENDAR = """
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi
dimanche printemps ete automne hiver noel paques toussaint matin midi soir annee mois semaine aujourdhui demain hier
un deux trois quatre cinq six sept huit neuf dix onze douze vingt trente cent mille zero premier premiere
"""
_NAMES = """
marie jean pierre michel andre philippe alain jacques bernard claude daniel christian nathalie isabelle sylvie catherine martine
christine francoise valerie sandrine stephanie veronique sophie celine chantal patricia anne annie brigitte julie aurelie laurence
nicolas christophe david stephane thierry pascal eric laurent frederic julien sebastien olivier thomas alexandre guillaume
francois vincent antoine maxime kevin lucas hugo louis gabriel arthur jules raphael leo adam nathan enzo mathis theo noah ethan
tom clement emma jade louise alice chloe lina rose lea anna mila manon camille sarah zoe ines lola juliette eva nina jeanne
agathe lou romane charlotte lucie mathilde pauline marion laura claire helene elodie emilie caroline virginie delphine
martin durand dubois dupont moreau laurent simon lefebvre leroy roux petit richard robert garcia bertrand morel fournier girard
mohamed yanis rayan ahmed fatima amina aya myriam nadia karim mehdi sofia samuel benjamin victor paul simone
medor rex minou felix filou caramel chocolat
"""

WORDS = frozenset(f"{_SCHOOL} {_CALENDAR} {_NAMES}".split())
"""Folded; each is worth very little wherever it stands."""

SAYINGS = tuple("".join(line.split()) for line in """
il etait une fois
au clair de la lune mon ami pierrot prete moi ta plume
frere jacques frere jacques dormez vous
une souris verte qui courait dans l herbe
allons enfants de la patrie le jour de gloire est arrive
liberte egalite fraternite
la cigale ayant chante tout l ete se trouva fort depourvue
maitre corbeau sur un arbre perche tenait en son bec un fromage
sur le pont d avignon
promenons nous dans les bois
notre pere qui es aux cieux que ton nom soit sanctifie
je vous salue marie pleine de grace
longtemps je me suis couche de bonne heure
etre ou ne pas etre telle est la question
je pense donc je suis
demain des l aube a l heure ou blanchit la campagne
tous les etres humains naissent libres et egaux en dignite et en droits
pierre qui roule n amasse pas mousse
qui vole un oeuf vole un boeuf
correct horse battery staple
portez ce vieux whisky au juge blond qui fume
""".strip().splitlines())
"""Sayings and songs, run together."""

ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890",
        "²&é\"'(-è_çà)=", "aqwzsxedcrfvtgbyhnuj")
